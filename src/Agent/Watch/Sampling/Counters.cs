using System.Buffers.Text;
using System.Text;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>The readings of one process that only members of a tree, and its helpers, need.</summary>
internal static class Counters
{
    private const int MaxCommand = 512;

    /// <summary>Reads stat without a stream; null when the process is gone.</summary>
    public static ProcStat? Stat(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        return RawProc.Read(pid, "stat"u8, buffer) is var length and > 0 ? ProcStat.Parse(buffer[..length]) : null;
    }

    /// <summary>rchar + wchar, reaped children included; -1 when it cannot be read.</summary>
    // rchar: 323934931
    // wchar: 323929600
    // syscr: 632687 …
    public static long IoBytes(int pid)
    {
        Span<byte> buffer = stackalloc byte[256];
        var length = RawProc.Read(pid, "io"u8, buffer);
        if (length <= 0)
            return -1;
        var text = buffer[..length];
        return Field(text, "rchar: "u8) is var read and >= 0 && Field(text, "wchar: "u8) is var written and >= 0 ? read + written : -1;
    }

    /// <summary>The arguments joined by spaces, cut at 512 characters; empty for a zombie, or when the process is gone.</summary>
    public static string Command(int pid)
    {
        Span<byte> buffer = stackalloc byte[2 * MaxCommand];
        var length = RawProc.Read(pid, "cmdline"u8, buffer);
        if (length <= 0)
            return "";
        var text = buffer[..length].TrimEnd((byte)0);
        text.Replace((byte)0, (byte)' ');
        var command = Encoding.UTF8.GetString(text);
        return command.Length > MaxCommand ? command[..MaxCommand] : command;
    }

    internal static long Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        text.IndexOf(name) is var at and >= 0 && Utf8Parser.TryParse(text[(at + name.Length)..], out long value, out _) ? value : -1;
}
