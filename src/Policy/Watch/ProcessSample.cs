using KuPkg.Policy.Model;

namespace KuPkg.Policy.Watch;

/// <summary>What was read of one process at one instant.</summary>
public sealed record ProcessSample
{
    /// <summary>The process.</summary>
    public required ProcessId Id { get; init; }

    /// <summary>Its parent at that instant; a reparented process has a new one.</summary>
    public required int ParentPid { get; init; }

    /// <summary>Its session.</summary>
    public required int Session { get; init; }

    /// <summary>The kernel's short name (at most 15 bytes), not trusted for identity.</summary>
    public required string Name { get; init; }

    /// <summary>The arguments joined by spaces, cut at 512 characters; empty for a zombie.</summary>
    public string Command { get; init; } = "";

    /// <summary>The state letter of proc(5): R, S, D, T, t, Z, X, I.</summary>
    public char State { get; init; } = 'S';

    /// <summary>User and system time of the process and of its reaped children, in clock ticks of 10 ms.</summary>
    public long CpuTicks { get; init; }

    /// <summary>Bytes read and written by any means (rchar + wchar), reaped children included.</summary>
    public long IoBytes { get; init; }

    /// <summary>What it sleeps in; null when it runs or when it was not looked at (only sleepers that used no CPU are).</summary>
    public WaitPoint? Wait { get; init; }
}

/// <summary>What a sleeping process waits in.</summary>
/// <param name="Kind">The kind, as far as it could be told.</param>
/// <param name="Channel">The kernel's name of the sleep (<c>/proc/PID/wchan</c>), empty when hidden.</param>
/// <param name="Detail">In words what it waits for, such as <c>/dev/pts/3</c> or <c>lock on /run/x.lock held by pid 811 (foo)</c>; empty when unknown.</param>
public sealed record WaitPoint(WaitKind Kind, string Channel, string Detail = "");

/// <summary>Kinds of waiting.</summary>
public enum WaitKind
{
    /// <summary>Not recognised.</summary>
    Other,

    /// <summary>For a child to end.</summary>
    Child,

    /// <summary>For time to pass.</summary>
    Timer,

    /// <summary>For a terminal's input.</summary>
    TerminalInput,

    /// <summary>For a file lock that another process holds.</summary>
    FileLock,

    /// <summary>On a socket.</summary>
    Socket,

    /// <summary>On a pipe or FIFO.</summary>
    Pipe,

    /// <summary>In poll, select or epoll on something not looked into.</summary>
    Poll,

    /// <summary>In uninterruptible sleep (state D), usually a disk or a network file system.</summary>
    Uninterruptible,
}
