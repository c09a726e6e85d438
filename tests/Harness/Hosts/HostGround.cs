using System.Globalization;
using KuPkg.Harness.Commands;

namespace KuPkg.Harness.Hosts;

/// <summary>
/// What a booted host occupies on the machine: its directory, mounts, control groups and processes. All carry the host's name,
/// so that they can be cleared away by name, also by a later process when the one that made them was killed.
/// </summary>
internal sealed class HostGround
{
    private HostGround(string name)
    {
        Name = name;
        Directory = Path.Join(Parent, name);
        Cgroups = new Cgroups(name);
    }

    private static string Parent => System.IO.Directory.CreateDirectory(Path.Join(Workspace.Hosts, "run")).FullName;

    public string Name { get; }

    public string Directory { get; }

    /// <summary>The host's file system as the machine sees it.</summary>
    public string Root => Path.Join(Directory, "root");

    public string Console => Path.Join(Directory, "console");

    public Cgroups Cgroups { get; }

    private string OwnerFile => Path.Join(Directory, "owner");

    public static HostGround Claim(int number)
    {
        var ground = new HostGround($"kuh-{Environment.ProcessId}-{number}");
        System.IO.Directory.CreateDirectory(ground.Directory);
        File.WriteAllText(ground.OwnerFile, $"{Environment.ProcessId} {StartTicks(Environment.ProcessId)}\n");
        foreach (var part in new[] { "upper", "work", "root" })
            System.IO.Directory.CreateDirectory(Path.Join(ground.Directory, part));
        return ground;
    }

    public void MountOver(string baseRoot) =>
        Libc.Mount("overlay", Root, "overlay", $"lowerdir={baseRoot},upperdir={Path.Join(Directory, "upper")},workdir={Path.Join(Directory, "work")}");

    /// <summary>Ends all processes and unmounts all of it; deletes the directory. Safe to call again.</summary>
    public async Task ClearAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            Cgroups.Kill();
            var free = Cgroups.Remove();
            foreach (var mount in MountsBelow(Directory))
                free &= Libc.Unmount(mount);
            if (free)
                break;
            if (attempt == 100)
                throw new IOException($"cannot clear host {Name} away: processes {string.Join(' ', Cgroups.Pids())} do not end. Look at /proc/PID/stack of each.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
        if (System.IO.Directory.Exists(Directory))
            System.IO.Directory.Delete(Directory, recursive: true);
        var propagate = Path.Join("/run/systemd/nspawn/propagate", Name);
        if (System.IO.Directory.Exists(propagate))
            System.IO.Directory.Delete(propagate, recursive: true);
    }

    /// <summary>Clears away what test processes left that are no more.</summary>
    public static async Task ClearStaleAsync()
    {
        foreach (var directory in System.IO.Directory.GetDirectories(Parent))
        {
            var ground = new HostGround(Path.GetFileName(directory));
            if (!ground.OwnerLives())
                await ground.ClearAsync();
        }
    }

    /// <summary>A process's start time in ticks since boot; null when there is no such process.</summary>
    internal static long? StartTicks(int pid)
    {
        // 42 (a name) S 1 …: the name may hold anything, so count from the last parenthesis; the start time is field 22.
        return ProcText.TryRead($"/proc/{pid}/stat") is { Length: > 0 } stat ? long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture) : null;
    }

    private bool OwnerLives()
    {
        if (!File.Exists(OwnerFile))
            return false;
        var words = File.ReadAllText(OwnerFile).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 2 && StartTicks(int.Parse(words[0], CultureInfo.InvariantCulture)) == long.Parse(words[1], CultureInfo.InvariantCulture);
    }

    // 52 29 0:39 / /some/where/root rw,relatime shared:1 - overlay overlay rw,…
    private static IEnumerable<string> MountsBelow(string directory) => File.ReadAllLines("/proc/self/mountinfo")
        .Select(line => line.Split(' ')[4].Replace("\\040", " ", StringComparison.Ordinal))
        .Where(mount => mount.StartsWith(directory + "/", StringComparison.Ordinal))
        .Reverse();
}
