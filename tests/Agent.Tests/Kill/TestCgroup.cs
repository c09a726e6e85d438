namespace KuPkg.Agent.Tests.Kill;

/// <summary>A cgroup for one test, where this machine lets us make one; removed when the test ends.</summary>
internal sealed class TestCgroup : IDisposable
{
    private TestCgroup(string directory) => Directory = directory;

    public string Directory { get; }

    /// <summary>Put at the start of a script, it moves the shell in.</summary>
    public string Enter => $"echo $$ >{Directory}/cgroup.procs\n";

    public string Read(string file) => File.ReadAllText(Path.Combine(Directory, file)).Trim();

    /// <summary>One of the second version, which can be frozen, named like a scope of ours.</summary>
    public static TestCgroup Freezable() => Make(MountOf(f => f is [_, _, "cgroup2", ..]), "cgroup.freeze", $"kupkg-test-{Guid.NewGuid():N}.scope");

    /// <summary>One in which no more than so many processes can be.</summary>
    public static TestCgroup Limited(int processes)
    {
        var made = Make(
            MountOf(f => f is [_, _, "cgroup", var options, ..] && options.Split(',').Contains("pids")) ?? MountOf(f => f is [_, _, "cgroup2", ..]),
            "pids.max", $"kupkg-test-{Guid.NewGuid():N}");
        File.WriteAllText(Path.Combine(made.Directory, "pids.max"), $"{processes}");
        return made;
    }

    public void Dispose()
    {
        // Zombies hold it until they are reaped.
        for (var tries = 0; System.IO.Directory.Exists(Directory); tries++)
        {
            try
            {
                System.IO.Directory.Delete(Directory);
            }
            catch (IOException) when (tries < 200)
            {
                using var reaped = new ManualResetEventSlim();
                reaped.Wait(25);
            }
        }
    }

    private static TestCgroup Make(string? mount, string needed, string name)
    {
        Skip.If(mount is null, "no such cgroup hierarchy here");
        var directory = Path.Combine(mount!, name);
        try
        {
            System.IO.Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Skip.If(true, $"no cgroup can be made here: {e.Message}");
        }

        var made = new TestCgroup(directory);
        if (File.Exists(Path.Combine(directory, needed)))
            return made;
        made.Dispose();
        throw new SkipException($"a cgroup here has no {needed}");
    }

    // cgroup /sys/fs/cgroup/pids cgroup rw,relatime,pids 0 0
    private static string? MountOf(Func<string[], bool> isWanted) =>
        File.ReadLines("/proc/self/mounts").Select(l => l.Split(' ')).Where(isWanted).Select(f => f[1]).FirstOrDefault();
}
