using System.Globalization;

namespace KuPkg.Agent.Locks;

/// <summary>One line of <c>/proc/locks</c> (proc(5)).</summary>
/// <param name="Kind">The kind of lock.</param>
/// <param name="Pid">The process; -1 for an open file description.</param>
/// <param name="File">The file.</param>
/// <param name="IsWaiting">Whether it is blocked by a lock further up.</param>
internal readonly record struct LockLine(LockKind Kind, int Pid, FileKey File, bool IsWaiting)
{
    // 5: POSIX  ADVISORY  WRITE 6264 00:2a:11663002 0 EOF
    // 5: -> POSIX  ADVISORY  WRITE 6301 00:2a:11663002 0 EOF
    // 6: OFDLCK ADVISORY  WRITE -1 08:01:393 0 EOF
    // 7: FLOCK  ADVISORY  WRITE 812 00:18:1045 0 EOF
    // 8: LEASE  ACTIVE    READ  901 08:01:77 0 EOF
    /// <summary>Parses it; null for leases and whatever else is no lock on a file.</summary>
    public static LockLine? Parse(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isWaiting = fields.Length > 1 && fields[1] == "->";
        if (fields[Math.Min(fields.Length, isWaiting ? 2 : 1)..] is not [var kind, _, _, var pid, var file, ..] || KindOf(kind) is not { } known
            || !int.TryParse(pid, CultureInfo.InvariantCulture, out var number) || FileKey.Parse(file) is not { } key)
            return null;
        return new LockLine(known, number, key, isWaiting);
    }

    private static LockKind? KindOf(string word) => word switch
    {
        "POSIX" => LockKind.Posix,
        "OFDLCK" => LockKind.OpenFileDescription,
        "FLOCK" => LockKind.Flock,
        _ => null,
    };
}
