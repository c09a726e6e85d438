using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt.Access;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>apt and dpkg. Builds commands and reads what they printed; the measured behaviour behind each choice is in docs.</summary>
internal sealed partial class AptDriver : IDriver
{
    private readonly HostPaths _host;
    private readonly TimeProvider _time;
    private readonly AptPaths _paths;
    private readonly AptQueries _queries;
    private readonly AptSettings _settings;
    private readonly AptTools _tools;
    private readonly RunPreferencesFile _preferences;
    private readonly HoldFile _holds;
    private readonly AsideStore _aside;
    private readonly HealthReader _health;

    public AptDriver(HostPaths paths, ILauncher launcher, TimeProvider time)
    {
        _host = paths;
        _time = time;
        _paths = new AptPaths(paths);
        _queries = new AptQueries(launcher, _paths);
        _settings = new AptSettings(_queries, _paths);
        _tools = new AptTools(_paths);
        _preferences = new RunPreferencesFile(_paths);
        _holds = new HoldFile(_paths);
        _aside = new AsideStore(paths, _paths);
        _health = new HealthReader(_queries, _paths);
    }

    public string Name => "apt";

    public RoleOf Roles => AptRoles.Of;

    public IComparer<string> Versions => DpkgVersionComparer.Instance;

    public IReadOnlyList<string> LockPaths => _paths.Locks;

    public string? UpdaterLockPath => _paths.DailyLock;

    public string? ManagerLog => _paths.DpkgLog;

    public IReadOnlyList<SpaceNeed> SpaceNeeds(Plan? plan) => SpaceEstimate.Of(_host, _paths, plan);

    public Task<Inventory> ReadInventoryAsync(CancellationToken stop) => _health.ReadInventoryAsync(stop);

    public Task<DatabaseHealth> ReadHealthAsync(bool thorough, CancellationToken stop) => _health.ReadAsync(thorough, stop);

    public IProgressReader OpenProgress(Tool tool) => new StatusFdReader(tool.StatusPath ?? tool.OutputPath);

    public async Task<string?> CandidateAsync(string package, CancellationToken stop) =>
        PolicyOutput.Candidate(AptQueries.Lines((await _queries.RunAsync("apt-cache", ["policy", package], stop)).Output));

    public IReadOnlyDictionary<string, IReadOnlyList<string>> FilesOf(IReadOnlyList<PackageId> packages) => FileLists.Read(_paths, packages);

    public void WriteHolds(IReadOnlyList<Hold> holds) => _holds.Write(holds);

    public string? RebootNeeded() => RebootMarker.Read(_host);

    public void RequireReboot(IReadOnlyList<string> services) => RebootMarker.Require(_host, services);

    private Tool AptGet(RunFolder folder, string name, Phase phase, params IReadOnlyList<string> arguments) =>
        _tools.Light(folder, name, phase, "apt-get", [.. AptOptions.Always, .. arguments]);

    // Without a gateway apt sees the proxies of the environment, as it would if a person started it; with one it must not, as no_proxy would go before all settings.
    private Tool Fetching(RunFolder folder, string name, Phase phase, Front? front, IReadOnlyList<string> arguments)
    {
        var options = front is null ? AptOptions.Fetching : AptOptions.FetchingBehindGateway;
        return Behind(AptGet(folder, name, phase, [.. options, .. arguments]), front);
    }

    private Tool Behind(Tool tool, Front? front) =>
        tool with
        {
            Launch = tool.Launch with { Environment = AptEnvironment.And(tool.Launch.Environment, front?.Environment ?? ProxyEnvironment) },
            IsBehindGateway = front is not null,
        };

    private static string Failure(ToolEnd end, IReadOnlyList<string> errors) =>
        end.WasKilled ? $"{end.Tool.Name} was ended by kupkg"
        : errors.Count > 0 ? $"{end.Tool.Launch.Program} ({end.Status}): {string.Join("; ", errors)}"
        : $"{end.Tool.Launch.Program}: {end.Status}, without an error message; its output is in {end.Tool.OutputPath}";
}
