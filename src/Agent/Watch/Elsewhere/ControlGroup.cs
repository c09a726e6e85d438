using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Watch.Elsewhere;

/// <summary>A control group as systemd names it, in the v2 hierarchy or, where there is none, in systemd's own v1 hierarchy.</summary>
/// <param name="Directory">Where it is mounted.</param>
internal sealed record ControlGroup(string Directory)
{
    private static readonly Lazy<string?> Mount = new(FindMount);

    /// <summary>The group at a path such as <c>/system.slice/foo.service</c>; null when it is not there.</summary>
    public static ControlGroup? Find(string path) =>
        path.StartsWith('/') && path != "/" && Mount.Value is { } mount && System.IO.Directory.Exists(mount + path) ? new(mount + path) : null;

    /// <summary>CPU time in ticks of 10 ms; null when this hierarchy does not count it. There without any controller.</summary>
    // usage_usec 1289
    // user_usec 0 …
    public long? CpuTicks() =>
        ProcFile.TryReadText(Path.Join(Directory, "cpu.stat")) is { } text && text.StartsWith("usage_usec ", StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(11, text.IndexOf('\n') - 11), out var microseconds) ? microseconds / 10_000 : null;

    /// <summary>The processes in it and in the groups below it.</summary>
    public IEnumerable<int> Pids() => Groups().SelectMany(PidsOf);

    private IEnumerable<string> Groups()
    {
        try
        {
            return [Directory, .. System.IO.Directory.GetDirectories(Directory, "*", SearchOption.AllDirectories)];
        }
        catch (IOException)
        {
            // The unit has ended and its group went with it.
            return [];
        }
    }

    private static IEnumerable<int> PidsOf(string group)
    {
        foreach (var line in (ProcFile.TryReadText(Path.Join(group, "cgroup.procs"), 64 * 1024) ?? "").Split('\n'))
        {
            if (int.TryParse(line, out var pid) && pid > 0)
                yield return pid;
        }
    }

    // cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
    // cgroup /sys/fs/cgroup/systemd cgroup rw,relatime,name=systemd 0 0
    private static string? FindMount()
    {
        var mounts = (ProcFile.TryReadText("/proc/self/mounts", 256 * 1024) ?? "").Split('\n').Select(static l => l.Split(' ')).Where(static f => f.Length > 3).ToList();
        return mounts.Find(static f => f[2] == "cgroup2")?[1] ?? mounts.Find(static f => f[2] == "cgroup" && f[3].Contains("name=systemd", StringComparison.Ordinal))?[1];
    }
}
