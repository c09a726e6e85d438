using KuPkg.Agent.Locks;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>Finds which services a change of packages touches: by contracts, by the units that the packages ship, by the processes that run files of theirs. Changes nothing. Thread-safe.</summary>
internal sealed class TouchFinder(ILauncher launcher, IReadOnlyList<ServiceContract> contracts, bool mayRestartUnwritten)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly string[] UnitDirectories = ["/usr/lib/systemd/system/", "/lib/systemd/system/", "/etc/init.d/"];

    /// <summary>The services that a change touches.</summary>
    /// <param name="packages">The names of all packages that change, new ones included.</param>
    /// <param name="files">The files of their installed versions.</param>
    /// <param name="stop">Ends the question to systemd.</param>
    /// <exception cref="IOException">systemd does not answer.</exception>
    public async Task<IReadOnlyList<TouchedService>> FindAsync(IReadOnlySet<string> packages, IReadOnlyDictionary<string, IReadOnlyList<string>> files, CancellationToken stop)
    {
        var running = UnitShow.IsSystemdHost ? await RunningAsync(stop) : [];
        return TouchPolicy.Find(Facts(packages) with { ShippedUnits = Shipped(files, running), MappedBy = Mapped(files) });
    }

    /// <summary>The services of which a process runs code that is not on disk any more, but for some that are known already.</summary>
    /// <param name="known">The units of these, with endings.</param>
    public IReadOnlyList<TouchedService> FindStale(IReadOnlySet<string> known) =>
        TouchPolicy.Find(Facts(new HashSet<string>()) with { MappedBy = [.. StaleUnits().Where(u => !known.Contains(u)).Select(static u => (u, ""))] });

    private TouchFacts Facts(IReadOnlySet<string> packages) => new()
    {
        Packages = packages,
        Contracts = contracts,
        OwnUnit = ServiceReader.UnitIn(ServiceReader.CgroupOf(Environment.ProcessId)),
        MayRestartUnwritten = mayRestartUnwritten,
    };

    // foo.service                loaded active running Foo
    private async Task<HashSet<string>> RunningAsync(CancellationToken stop)
    {
        try
        {
            var listed = await launcher.RunAsync(new Launch("systemctl", ["list-units", "--type=service", "--state=running", "--plain", "--no-legend", "--no-pager", "--full"]), Limit, stop: stop);
            return listed.IsSuccess
                ? [.. listed.Output.Split('\n').Select(static l => l.Split(' ', 2)[0]).Where(UnitName.IsService)]
                : throw new IOException($"systemctl list-units: {listed.Status}: {listed.Error.Trim()}; see whether systemd answers: systemctl status");
        }
        catch (LaunchException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static List<(string Unit, string Package)> Shipped(IReadOnlyDictionary<string, IReadOnlyList<string>> files, HashSet<string> running)
    {
        var shipped = new List<(string, string)>();
        foreach (var (package, paths) in files)
        {
            foreach (var path in paths)
            {
                if (Array.Find(UnitDirectories, d => path.StartsWith(d, StringComparison.Ordinal)) is not { } directory || path.IndexOf('/', directory.Length) >= 0)
                    continue;
                var unit = path[directory.Length..];
                if (!unit.Contains('.', StringComparison.Ordinal))
                    unit += UnitName.Service;
                if (unit.EndsWith($"@{UnitName.Service}", StringComparison.Ordinal))
                    shipped.AddRange(running.Where(r => r.StartsWith(unit[..^UnitName.Service.Length], StringComparison.Ordinal)).Select(r => (r, package)));
                else if (running.Contains(unit))
                    shipped.Add((unit, package));
            }
        }

        return shipped;
    }

    private static List<(string Unit, string Package)> Mapped(IReadOnlyDictionary<string, IReadOnlyList<string>> files)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (package, paths) in files)
        {
            foreach (var path in paths)
                owners[UsrMerge.Real(path)] = package;
        }

        var found = new HashSet<(string, string)>();
        var buffer = new byte[1 << 16];
        foreach (var pid in ProcTable.Pids())
        {
            if (pid == Environment.ProcessId)
                continue;
            var packages = MappedCode.Of(pid, buffer).Select(f => owners.GetValueOrDefault(f)).OfType<string>().Distinct().ToList();
            if (packages.Count > 0 && ServiceUnitOf(pid) is { } unit)
                found.UnionWith(packages.Select(p => (unit, p)));
        }

        return [.. found];
    }

    private static IEnumerable<string> StaleUnits() =>
        DeletedCode.Find().Where(static s => s.Files.Any(UsrMerge.IsSystemCode)).Select(static s => ServiceUnitOf(s.Process.Pid)).OfType<string>().Distinct();

    // Login sessions and containers are nobody's to restart, and are told of elsewhere.
    private static string? ServiceUnitOf(int pid)
    {
        var cgroup = ServiceReader.CgroupOf(pid);
        var home = HomePolicy.Of(cgroup, "", ProcessOwner.Read(pid)?.IsNested ?? true);
        return home is ProcessHome.LoginSession or ProcessHome.Container || ServiceReader.UnitIn(cgroup) is not { Length: > 0 } unit ? null : unit;
    }
}
