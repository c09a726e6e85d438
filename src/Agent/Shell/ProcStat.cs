using System.Buffers.Text;
using System.Text;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Shell;

/// <summary>One reading of <c>/proc/PID/stat</c> (proc(5)).</summary>
/// <param name="Id">Pid and start time.</param>
/// <param name="Name">The kernel's short name; may hold any character.</param>
/// <param name="State">R, S, D, T, t, Z, X or I.</param>
/// <param name="ParentPid">The parent.</param>
/// <param name="ProcessGroup">The process group.</param>
/// <param name="Session">The session.</param>
/// <param name="OwnTicks">User and system time, in ticks of 10 ms.</param>
/// <param name="ReapedTicks">The same of reaped children.</param>
/// <param name="ResidentPages">Resident memory, in pages.</param>
internal readonly record struct ProcStat(
    ProcessId Id, string Name, char State, int ParentPid, int ProcessGroup, int Session, long OwnTicks, long ReapedTicks, long ResidentPages)
{
    private const long KernelThread = 0x00200000;

    /// <summary>The device number of its controlling terminal; 0: none.</summary>
    public int Terminal { get; init; }

    /// <summary>How many threads it has.</summary>
    public int Threads { get; init; }

    /// <summary>Whether it is a thread of the kernel (PF_KTHREAD).</summary>
    public bool IsKernelThread { get; init; }

    /// <summary>Reads it; null when the process is gone.</summary>
    public static ProcStat? TryRead(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        return ProcFile.TryRead($"/proc/{pid}/stat", buffer) is var length and > 0 ? Parse(buffer[..length]) : null;
    }

    // 6365 (sleep) S 6364 6264 6264 0 -1 4194304 105 0 0 0 0 0 0 0 20 0 1 0 3456789 5500928 230 …
    // The name may hold spaces and parentheses, so the fields are counted from the last parenthesis.
    internal static ProcStat? Parse(ReadOnlySpan<byte> line)
    {
        int open = line.IndexOf((byte)'('), close = line.LastIndexOf((byte)')');
        if (open < 2 || close < open || close + 4 > line.Length || !Utf8Parser.TryParse(line[..(open - 1)], out int pid, out _))
            return null;

        Span<long> fields = stackalloc long[25];
        var rest = line[(close + 4)..];
        for (var field = 4; field <= 24; field++)
        {
            var space = rest.IndexOf((byte)' ');
            var text = space < 0 ? rest : rest[..space];
            if (!Utf8Parser.TryParse(text, out long value, out _))
            {
                // Fields that do not fit in a signed 64-bit number (rsslim is beyond our last field) do not occur up to 24.
                return null;
            }

            fields[field] = value;
            rest = space < 0 ? [] : rest[(space + 1)..];
        }

        return new ProcStat(
            new ProcessId(pid, fields[22]), Encoding.UTF8.GetString(line[(open + 1)..close]), (char)line[close + 2],
            (int)fields[4], (int)fields[5], (int)fields[6], fields[14] + fields[15], fields[16] + fields[17], fields[24])
        {
            Terminal = (int)fields[7],
            Threads = (int)fields[20],
            IsKernelThread = (fields[9] & KernelThread) != 0,
        };
    }
}
