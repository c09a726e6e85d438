using System.Text;

namespace KuPkg.Toml.Reading;

/// <summary>UTF-8 → text.</summary>
internal static class Decode
{
    private const int MostByHand = 128;

    /// <param name="bytes">Valid UTF-8.</param>
    /// <remarks>
    /// The base library decodes with vectors, and vector code is compiled when a process first needs it: 2 ms, more than all else that a first
    /// configuration costs. The short texts that configurations are made of are as quick without.
    /// </remarks>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostByHand)
            return Encoding.UTF8.GetString(bytes);
        Span<char> text = stackalloc char[MostByHand];
        var length = 0;
        for (var i = 0; i < bytes.Length;)
        {
            int first = bytes[i++];
            if (first < 0x80)
                text[length++] = (char)first;
            else if (first < 0xE0)
                text[length++] = (char)((first & 0x1F) << 6 | Next(bytes, ref i));
            else if (first < 0xF0)
                text[length++] = (char)((first & 0x0F) << 12 | Next(bytes, ref i) << 6 | Next(bytes, ref i));
            else
                length += new Rune((first & 0x07) << 18 | Next(bytes, ref i) << 12 | Next(bytes, ref i) << 6 | Next(bytes, ref i)).EncodeToUtf16(text[length..]);
        }

        return new string(text[..length]);
    }

    // 10xxxxxx
    private static int Next(ReadOnlySpan<byte> bytes, ref int i) => bytes[i++] & 0x3F;
}
