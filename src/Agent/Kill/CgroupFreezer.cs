using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Kill;

/// <summary>
/// Freezes a cgroup of the second version as a whole, and thaws it when disposed. Frozen processes can be killed; none of them runs before it dies.
/// Never one that this process is in.
/// </summary>
internal sealed class CgroupFreezer : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(500);

    private readonly string _directory;

    private CgroupFreezer(string directory) => _directory = directory;

    /// <summary>Freezes the victims' cgroup if exactly they are in it.</summary>
    /// <returns>Null when it is not so, or there is no such cgroup.</returns>
    public static CgroupFreezer? TryFreezeExactly(IReadOnlyCollection<Victim> victims, TimeProvider time) =>
        victims.Count > 0 && DirectoryOf(victims.First().Id.Pid) is { } directory && Holds(directory, victims) ? TryFreeze(directory, time) : null;

    /// <summary>Freezes the whole scope that was made for the job of this process, spared processes too, which get no signal and go on when it is thawed.</summary>
    /// <returns>Null when the process has no scope of ours.</returns>
    public static CgroupFreezer? TryFreezeScope(int pid, TimeProvider time) =>
        ScopeDirectoryOf(pid) is { } directory ? TryFreeze(directory, time) : null;

    /// <summary>Thaws the scope that was made for the job of a process, whoever froze it.</summary>
    public static void Thaw(int pid)
    {
        if (ScopeDirectoryOf(pid) is { } directory)
            TryWrite(directory, "0");
    }

    /// <summary>Thaws. A cgroup that was removed because all in it are gone needs none.</summary>
    public void Dispose() => TryWrite(_directory, "0");

    private static CgroupFreezer? TryFreeze(string directory, TimeProvider time)
    {
        if (DirectoryOf(Environment.ProcessId) is { } own && (own + "/").StartsWith(directory + "/", StringComparison.Ordinal))
            return null;
        var frozen = new CgroupFreezer(directory);
        if (!TryWrite(directory, "1"))
            return null;

        // An uninterruptible sleeper keeps the group from being frozen as a whole; it cannot fork either, so the wait is bounded and its end no error.
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < Bound && ProcFile.TryReadText(Path.Combine(directory, "cgroup.events"))?.Contains("frozen 1", StringComparison.Ordinal) != true)
            Thread.Yield();
        return frozen;
    }

    private static bool Holds(string directory, IReadOnlyCollection<Victim> victims)
    {
        try
        {
            if (Directory.EnumerateDirectories(directory).Any())
                return false;
            var members = File.ReadLines(Path.Combine(directory, "cgroup.procs")).Select(int.Parse).ToHashSet();
            return members.SetEquals(victims.Select(v => v.Id.Pid));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool TryWrite(string directory, string value)
    {
        try
        {
            using var file = new FileStream(Path.Combine(directory, "cgroup.freeze"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.Write(System.Text.Encoding.ASCII.GetBytes(value));
            file.Flush();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? ScopeDirectoryOf(int pid) =>
        DirectoryOf(pid) is { } directory && Path.GetFileName(directory) is var name
        && name.StartsWith("kupkg", StringComparison.Ordinal) && name.EndsWith(".scope", StringComparison.Ordinal)
            ? directory
            : null;

    // 9:name=systemd:/system.slice/cron.service
    // 0::/system.slice/kupkg-run-12-install.scope
    private static string? DirectoryOf(int pid)
    {
        const string Prefix = "0::";
        var line = ProcFile.TryReadText($"/proc/{pid}/cgroup")?.Split('\n').FirstOrDefault(l => l.StartsWith(Prefix, StringComparison.Ordinal));
        return line is { Length: > 4 } && !line.Contains("/..", StringComparison.Ordinal) && Mount() is { } mount
            ? mount + line[Prefix.Length..]
            : null;
    }

    // cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime 0 0
    private static string? Mount() =>
        ProcFile.TryReadText("/proc/self/mounts", 64 << 10)?.Split('\n').Select(l => l.Split(' '))
            .FirstOrDefault(f => f is [_, _, "cgroup2", ..])?[1];
}
