using System.Globalization;
using System.Text;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>Finds out what a sleeping process waits for, from its system call and where its descriptors lead. Not for each look: it costs some 50 µs.</summary>
internal static class SleepReader
{
    private const int MaxThreads = 32;

    /// <summary>Reads it.</summary>
    /// <param name="member">A process that used no CPU since the look before.</param>
    public static Sleep Read(Member member)
    {
        var pid = member.Id.Pid;
        var channel = Channel(pid);
        if (member.Stat.State == 'D')
            return new Sleep(new WaitPoint(WaitKind.Uninterruptible, channel), [], null);
        if (SleepingIn.Parse(Text(pid, pid)) is not { } call)
            return new Sleep(new WaitPoint(ByChannel(channel), channel), [], null);

        var first = Of(pid, call, channel);
        if (member.Stat.Threads <= 1)
            return first;

        // Another thread may wait for the terminal, or on the socket of the one who works for it, while the first waits for that thread.
        var threads = new List<int>();
        RawProc.AddNumbers(pid, "task"u8, threads);
        var others = threads.Where(t => t != pid).Take(MaxThreads)
            .Select(t => SleepingIn.Parse(Text(pid, t)) is { } other ? Of(pid, other, channel) : null).OfType<Sleep>().ToList();
        var telling = others.Find(static o => o.Point.Kind == WaitKind.TerminalInput) ?? first;
        return telling with { Sockets = [.. others.Append(first).SelectMany(static o => o.Sockets).Distinct()] };
    }

    private static Sleep Of(int pid, SleepingIn call, string channel) => call.Call switch
    {
        SleepCall.Wait => Plain(WaitKind.Child, channel),
        SleepCall.Timer => Plain(WaitKind.Timer, channel),
        SleepCall.Flock or SleepCall.Fcntl => LockWait.Of(pid, (int)call.First, channel),
        SleepCall.Write => Target(pid, (int)call.First) switch
        {
            var target when target.StartsWith("pipe:", StringComparison.Ordinal) => Plain(WaitKind.Pipe, channel, "writing to a pipe"),
            var target => Plain(WaitKind.Other, channel, target.Length > 0 ? $"writing to {target}" : ""),
        },
        SleepCall.Other => Plain(ByChannel(channel), channel),
        _ => Input(pid, call, channel),
    };

    private static Sleep Input(int pid, SleepingIn call, string channel)
    {
        var waited = WaitedFor.Of(pid, call);
        var targets = waited.Descriptors.Select(d => Target(pid, d)).Where(static t => t.Length > 0).ToList();
        var sockets = targets.Select(SocketOf).Where(static s => s > 0).Distinct().ToList();
        if (targets.Count > 0 && targets.TrueForAll(IsTerminal) && waited.IsPatient)
            return Plain(WaitKind.TerminalInput, channel, targets[0]);
        if (sockets.Count > 0 || call.Call == SleepCall.Socket)
            return new Sleep(new WaitPoint(WaitKind.Socket, channel), sockets, null);
        if (call.Call != SleepCall.Read)
            return Plain(WaitKind.Poll, channel, string.Join(", ", targets.Take(3)));
        return targets is [var only]
            ? only.StartsWith("pipe:", StringComparison.Ordinal) ? Plain(WaitKind.Pipe, channel, "reading from a pipe") : Plain(WaitKind.Other, channel, $"reading {only}")
            : Plain(WaitKind.Other, channel);
    }

    private static Sleep Plain(WaitKind kind, string channel, string detail = "") => new(new WaitPoint(kind, channel, detail), [], null);

    /// <summary>Whether a descriptor leads to a terminal's own side; the other side of a pseudo-terminal (<c>/dev/ptmx</c>) waits for a program, not for a person.</summary>
    internal static bool IsTerminal(string target) =>
        target is "/dev/tty" or "/dev/console"
        || (target.StartsWith("/dev/pts/", StringComparison.Ordinal) && char.IsAsciiDigit(target[9..].FirstOrDefault()))
        || (target.StartsWith("/dev/tty", StringComparison.Ordinal) && target.Length > 8 && char.IsAsciiLetterOrDigit(target[8]));

    // socket:[123456]
    private static long SocketOf(string target) =>
        target.StartsWith("socket:[", StringComparison.Ordinal) && long.TryParse(target.AsSpan(8, target.Length - 9), NumberStyles.None, null, out var inode) ? inode : 0;

    // A process of another architecture numbers its calls differently, and a kernel may hide them; the channel's name often tells enough.
    private static WaitKind ByChannel(string channel) => channel switch
    {
        "do_wait" => WaitKind.Child,
        "hrtimer_nanosleep" => WaitKind.Timer,
        "pipe_read" or "anon_pipe_read" or "pipe_wait" or "pipe_wait_readable" => WaitKind.Pipe,
        "locks_lock_inode_wait" or "flock_lock_inode_wait" or "fcntl_setlk" => WaitKind.FileLock,
        "unix_stream_read_generic" or "unix_stream_data_wait" or "wait_for_more_packets" or "sk_wait_data" => WaitKind.Socket,
        "poll_schedule_timeout" or "do_sys_poll" or "ep_poll" or "do_select" => WaitKind.Poll,
        _ => WaitKind.Other,
    };

    private static string Target(int pid, int descriptor) => RawProc.Descriptor(pid, descriptor);

    private static string Channel(int pid)
    {
        Span<byte> buffer = stackalloc byte[128];
        var length = RawProc.Read(pid, "wchan"u8, buffer);
        return length <= 0 || (length == 1 && buffer[0] == '0') ? "" : Encoding.UTF8.GetString(buffer[..length]);
    }

    private static string Text(int pid, int thread)
    {
        Span<byte> buffer = stackalloc byte[256];
        var length = RawProc.ReadTask(pid, thread, "syscall"u8, buffer);
        return length > 0 ? Encoding.UTF8.GetString(buffer[..length]) : "";
    }
}
