using System.Buffers;
using System.Text;

namespace KuPkg.Agent.Shell;

/// <summary>
/// Bytes to lines, however the bytes are cut into chunks. Invalid UTF-8 is replaced, a trailing carriage return and null bytes are dropped.
/// Of a longer line the first <paramref name="mostBytes"/> are kept, followed by a mark with the number of bytes left out. Not thread-safe.
/// </summary>
internal sealed class LineSplitter(int mostBytes)
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private long _leftOut;

    /// <summary>The line that has no end yet; null when there is none.</summary>
    public string? Unfinished => _line.WrittenCount == 0 && _leftOut == 0 ? null : Decode();

    /// <summary>Takes more bytes and adds the lines that they complete.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, ICollection<string> lines)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            Keep(bytes[..end]);
            lines.Add(Decode());
            Clear();
            bytes = bytes[(end + 1)..];
        }

        Keep(bytes);
    }

    /// <summary>Forgets the line that has no end yet.</summary>
    public void Clear()
    {
        _line.ResetWrittenCount();
        _leftOut = 0;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var room = Math.Min(bytes.Length, mostBytes - _line.WrittenCount);
        _line.Write(bytes[..room]);
        _leftOut += bytes.Length - room;
    }

    private string Decode()
    {
        var text = Encoding.UTF8.GetString(_line.WrittenSpan);
        if (_leftOut == 0)
            text = text.TrimEnd('\r');
        if (text.Contains('\0'))
            text = text.Replace("\0", "", StringComparison.Ordinal);
        return _leftOut == 0 ? text : $"{text} [… {_leftOut} bytes left out]";
    }
}
