using KuPkg.Agent.Config;
using KuPkg.Agent.Config.Contracts;
using KuPkg.Agent.Contracts;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary>Holds contracts against this host: units, executables and users that they name and that are not there. A contract whose packages are not installed may wait for them.</summary>
internal static class ContractsOnHost
{
    /// <summary>What is not there, each with the place where it is named.</summary>
    /// <param name="paths">The host; below another root nothing is looked for.</param>
    /// <param name="contracts">The contracts.</param>
    /// <exception cref="IOException">systemd does not answer.</exception>
    public static async Task<IReadOnlyList<ConfigMistake>> MistakesAsync(HostPaths paths, IEnumerable<PlacedContract> contracts)
    {
        if (!paths.IsHost)
            return [];
        var installed = InstalledNames.Read(paths);
        var placed = contracts.Where(c => c.Contract.Packages.Any(installed.Contains)).ToList();
        var units = UnitShow.IsSystemdHost
            ? await new UnitShow(new Launcher(TimeProvider.System)).AskAsync(placed.SelectMany(static c => UnitsOf(c.Contract).Select(static u => u.Unit)).ToHashSet(), CancellationToken.None)
            : new Dictionary<string, UnitState>();
        return [.. placed.SelectMany(c => Of(c, units))];
    }

    private static IEnumerable<ConfigMistake> Of(PlacedContract placed, IReadOnlyDictionary<string, UnitState> units)
    {
        var contract = placed.Contract;
        ConfigMistake Wrong(string key, string text) => placed.Mistake(key, text);
        foreach (var package in contract.Packages.Where(static p => p.Contains('*', StringComparison.Ordinal)))
            yield return Wrong("packages", $"\"{package}\" is no package's name; patterns do not count here");
        if (contract.Executable is { } executable && !File.Exists(executable))
            yield return Wrong("process.exe", $"there is no {executable} on this host, although {string.Join(", ", contract.Packages)} is installed");
        if (contract.User is { } user && Accounts.UidOf(user) is null)
            yield return Wrong("process.user", $"there is no user {user} on this host");
        foreach (var (unit, key) in UnitsOf(contract).Where(u => units.GetValueOrDefault(u.Unit) is null or { LoadState: "not-found" } && UnitShow.IsSystemdHost))
            yield return Wrong(key, $"there is no unit {unit} on this host; see systemctl list-units --all");
        if (contract.Supervisor == Supervisor.SysV && !File.Exists($"/etc/init.d/{TouchPolicy.UnitOf(contract)}"))
            yield return Wrong("unit", $"there is no /etc/init.d/{TouchPolicy.UnitOf(contract)} on this host");
        if (NeverRestarted.Of(TouchPolicy.UnitOf(contract), "") is { } never && contract.Restart != RestartWay.None)
            yield return Wrong("restart", $"KuPkg never restarts it, as {never.Why}; write restart = \"none\"");
        for (var nr = 0; nr < contract.Checks.Count; nr++)
        {
            if (contract.Checks[nr] is ExecCheck exec && exec.Command[0] is ['/', ..] program && !File.Exists(program))
                yield return Wrong($"check.{nr + 1}.exec", $"there is no {program} on this host");
        }
    }

    private static IEnumerable<(string Unit, string Key)> UnitsOf(ServiceContract contract)
    {
        if (contract.Supervisor == Supervisor.Systemd)
            yield return (TouchPolicy.UnitOf(contract), "unit");
        for (var nr = 0; nr < contract.Checks.Count; nr++)
        {
            if (contract.Checks[nr] is UnitCheck check)
                yield return (check.Unit, $"check.{nr + 1}.unit");
        }
    }
}
