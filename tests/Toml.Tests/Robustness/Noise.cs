namespace KuPkg.Toml.Tests.Robustness;

/// <summary>Makes documents: damaged pieces of good ones, words of the language in any order, and bytes.</summary>
internal sealed class Noise(IReadOnlyList<byte[]> files, int longestPiece)
{
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "[", "]", "[[", "]]", "{", "}", ",", "=", ".", "\"", "'", "\"\"\"", "'''", "\n", "\r\n", "\r", " ", "\t", "#", "\\", "\\u", "\\U0001F600", "a", "b.c", "é", "😀",
            "1", "0", "_", "-", "+", "e", "0x", ":", "T", "Z", "true", "inf", "nan", "1979-05-27", "07:32:00", "-07:00", "a = 1\n", "[a]\n", "[[a]]\n", "[a.b]\n", "a.b = 1\n",
            "a = {b = 1}\n", "a = [", "\0", "\u007f", "\ufeff",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    public byte[] Next(Random random)
    {
        switch (random.Next(10))
        {
            case 0:
                var bytes = new byte[random.Next(40)];
                random.NextBytes(bytes);
                return bytes;
            case 1 or 2:
                return [.. Enumerable.Range(0, random.Next(20)).SelectMany(_ => Words[random.Next(Words.Length)])];
            default:
                var piece = new List<byte>(Piece(random, longestPiece).ToArray());
                for (var damages = random.Next(1, 4); damages > 0; damages--)
                    Damage(piece, random);
                return [.. piece];
        }
    }

    private ReadOnlySpan<byte> Piece(Random random, int longest)
    {
        var file = files[random.Next(files.Count)];
        var begin = file.Length <= longest ? 0 : random.Next(file.Length - longest);
        return file.AsSpan(begin, Math.Min(file.Length - begin, longest));
    }

    private void Damage(List<byte> document, Random random)
    {
        var at = random.Next(document.Count + 1);
        var length = Math.Min(random.Next(6), document.Count - at);
        switch (random.Next(6))
        {
            case 0:
                document.RemoveRange(at, length);
                break;
            case 1:
                document.RemoveRange(at, document.Count - at);
                break;
            case 2:
                document.InsertRange(at, document.GetRange(at, length));
                break;
            case 3 when at < document.Count:
                document[at] = (byte)random.Next(256);
                break;
            case 4:
                document.InsertRange(at, Piece(random, 20).ToArray());
                break;
            default:
                document.InsertRange(at, Words[random.Next(Words.Length)]);
                break;
        }
    }
}
