using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace KuPkg.Toml.Reading;

/// <summary>The bytes of a file → bytes that are valid UTF-8 without a byte order mark.</summary>
internal static class SourceText
{
    /// <summary>Tells of every line with bytes that are no UTF-8, and puts question marks in their place, so that the rest can be read.</summary>
    public static byte[] Check(ReadOnlySpan<byte> bytes, Mistakes mistakes)
    {
        if (IsUtf16(bytes))
        {
            mistakes.Tell(new TomlPosition(1, 1), "the file is not UTF-8, it looks like UTF-16; save it as UTF-8");
            return [];
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            bytes = bytes[3..];
        var text = bytes.ToArray();
        if (!Utf8.IsValid(text))
            Mend(text, mistakes);
        return text;
    }

    // UTF-32 begins with a mark of UTF-16 or with a NUL, too.
    private static bool IsUtf16(ReadOnlySpan<byte> bytes) =>
        bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, ..] or [not (byte)'\n', 0, ..];

    private static void Mend(byte[] bytes, Mistakes mistakes)
    {
        var (line, column, toldLine) = (1, 1, 0);
        for (int at = 0, length; at < bytes.Length; at += length)
        {
            if (Rune.DecodeFromUtf8(bytes.AsSpan(at), out var rune, out length) == OperationStatus.Done)
            {
                (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + 1);
                continue;
            }

            if (toldLine != line)
            {
                mistakes.TellEncoding(new TomlPosition(line, column), $"the byte 0x{bytes[at]:X2} is no valid UTF-8 here; save the file as UTF-8");
                toldLine = line;
            }

            bytes.AsSpan(at, length).Fill((byte)'?');
            column += length;
        }
    }
}
