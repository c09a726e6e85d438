using System.Net;
using System.Text.Json;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Rehearsals;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>One fault, rehearsed in the throw-away root that this process is in. Used once.</summary>
/// <param name="fault">The fault.</param>
/// <param name="host">The host's settings.</param>
/// <param name="isReal">Whether the host's own limits hold.</param>
/// <param name="launcher">Starts the tools.</param>
/// <param name="time">The clock.</param>
internal sealed class Performance(RehearsalFault fault, KuPkgSettings host, bool isReal, ILauncher launcher, TimeProvider time)
{
    private static readonly IPAddress FaultyAddress = new([127, 0, 0, 2]), GoodAddress = new([127, 0, 0, 3]);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly Stagehand _hand = new(launcher);
    private readonly Cast _cast = new(fault, RehearsalLimits.SlowWork);
    private readonly TimeSpan _most = RehearsalLimits.Most(isReal ? host : RehearsalLimits.Shortened(host), isReal);

    /// <summary>Rehearses it.</summary>
    /// <exception cref="IOException">The stage could not be set.</exception>
    public async Task<RehearsalRecord> RunAsync()
    {
        ThrowAwayRoot.Empty("/var/lib/kupkg");
        if (fault == RehearsalFault.Disk)
            ThrowAwayRoot.Empty(Cast.SmallDisk, "mode=755,size=2m");
        var folders = await PublishAsync();
        await using var faulty = LocalMirror.Serve(FaultyAddress, folders.Calm, time);
        await using var good = LocalMirror.Serve(GoodAddress, folders.Calm, time);
        var setAside = Wardrobe.PutOn(host, isReal, faulty.Address, good.Address);
        await SetSourcesAsync(faulty);
        var before = await _hand.FindingsAsync();

        var (calm, _, calmSaid) = await TimedAsync(() => _hand.KuPkgAsync(_most, "run", "--now"));
        var names = _cast.In(Cast.Offered).Select(static p => p.Name).ToList();
        if ((await _hand.StatesAsync(names)).Any(static s => s.Value != (Cast.Calm, true)))
            throw new IOException($"tried a run without a fault first, and it did not update the rehearsal's packages: {calmSaid.Trim()}. See whether kupkg run works on the host, or a pin or hold of the host's keeps all packages back.");

        (faulty.Folder, good.Folder) = (fault == RehearsalFault.Stale ? folders.Old : folders.New, folders.New);
        faulty.Fault = MirrorFault();
        var (took, code, said) = await TimedAsync(fault == RehearsalFault.KillRunner ? KilledAndTakenUpAsync : () => _hand.KuPkgAsync(_most, "run", "--now"));

        return new RehearsalRecord
        {
            Fault = fault,
            Calm = calm,
            WithFault = took,
            ExitCode = code,
            Packages = await PackagesAsync(names),
            Findings = [.. (await _hand.FindingsAsync()).Except(before)],
            Timeline = await TimelineAsync(said),
            SetAside = setAside,
        };
    }

    private LocalFault? MirrorFault()
    {
        LocalFaultKind? kind = fault switch
        {
            RehearsalFault.Stall => LocalFaultKind.Stall,
            RehearsalFault.Trickle => LocalFaultKind.Trickle,
            RehearsalFault.Corrupt => LocalFaultKind.Corrupt,
            _ => null,
        };
        return kind is { } some ? new LocalFault(some, new StagedPackage(Cast.Fine, Cast.Offered).FileName) : null;
    }

    // The states of the repository in their order, each younger than the one before: the host has seen the second when the first, or the third, is offered.
    private async Task<(string Old, string Calm, string New)> PublishAsync()
    {
        var maker = new PackageMaker(launcher);
        var architecture = (await _hand.MustAsync("dpkg", "--print-architecture")).Trim();
        var now = time.GetUtcNow();
        async Task<string> StateAsync(string version, TimeSpan age)
        {
            var folder = Path.Join(ThrowAwayRoot.Stage, version);
            foreach (var package in _cast.In(version))
                await maker.BuildAsync(package, Path.Join(folder, "pool"));
            Repository.Publish(folder, _cast.In(version), architecture, now - age);
            return folder;
        }

        var old = await StateAsync(Cast.First, TimeSpan.FromDays(3));
        await _hand.MustAsync("dpkg", ["-i", .. Directory.GetFiles(Path.Join(old, "pool"))]);
        return (old, await StateAsync(Cast.Calm, TimeSpan.FromDays(2)), await StateAsync(Cast.Offered, TimeSpan.FromHours(1)));
    }

    private async Task SetSourcesAsync(LocalMirror faulty)
    {
        if (Directory.Exists("/etc/apt/sources.list.d"))
        {
            foreach (var file in Directory.EnumerateFiles("/etc/apt/sources.list.d").ToList())
                File.Delete(file);
        }

        var architecture = (await _hand.MustAsync("dpkg", "--print-architecture")).Trim();
        ThrowAwayRoot.Write("/etc/apt/sources.list", $"deb [trusted=yes arch={architecture}] {faulty.Address} {Repository.Suite} main\n");
        // A proxy of the host's cannot be reached from here.
        ThrowAwayRoot.Write(
            "/etc/apt/apt.conf.d/zz-kupkg-rehearsal",
            $"Acquire::http::Proxy-Auto-Detect \"\";\nAcquire::http::Proxy::{FaultyAddress} \"DIRECT\";\nAcquire::http::Proxy::{GoodAddress} \"DIRECT\";\n");
    }

    private async Task<(int? Code, string Output)> KilledAndTakenUpAsync()
    {
        var output = Path.Join(ThrowAwayRoot.Stage, "killed.out");
        using (var child = launcher.Start(new Launch(ThrowAwayRoot.Program, ["run", "--now"]) { OutputPath = output }))
        {
            while (!File.Exists(Cast.Reached) && !child.Exited.IsCompleted)
                await Task.WhenAny(child.Exited, Task.Delay(Look, time));
            using (var process = PidFd.TryOpen(child.Id))
                _ = process?.Send(SignalNames.Kill);
            _ = await child.Exited;
        }

        return await _hand.KuPkgAsync(_most, "run", "--now");
    }

    private async Task<(TimeSpan Took, int? Code, string Said)> TimedAsync(Func<Task<(int? Code, string Output)>> run)
    {
        var began = time.GetTimestamp();
        var (code, said) = await run();
        return (time.GetElapsedTime(began), code, said);
    }

    private async Task<IReadOnlyList<RehearsedPackage>> PackagesAsync(IReadOnlyList<string> names)
    {
        var states = await _hand.StatesAsync(names);
        var causes = await CausesAsync();
        return
        [
            .. names.Select(n =>
            {
                var (version, isWhole) = states.GetValueOrDefault(n, ("", false));
                return new RehearsedPackage(n, Cast.Calm, Cast.Offered, version, isWhole, version == Cast.Offered && isWhole ? "" : causes.GetValueOrDefault(n, ""));
            }),
        ];
    }

    // As the run's report tells it, and else as status does of what is held.
    private async Task<Dictionary<string, string>> CausesAsync()
    {
        var causes = new Dictionary<string, string>(StringComparer.Ordinal);
        using var status = JsonDocument.Parse((await _hand.KuPkgAsync(_most, "status", "--json")).Output);
        foreach (var held in status.RootElement.GetProperty("held").EnumerateArray())
            causes[held.GetProperty("package").GetString() ?? ""] = $"{held.GetProperty("version").GetString()} is held: {held.GetProperty("why").GetString()}";
        using var report = JsonDocument.Parse((await _hand.KuPkgAsync(_most, "report", "--json")).Output);
        foreach (var package in report.RootElement.GetProperty("packages").EnumerateArray())
        {
            if (package.GetProperty("cause").GetString() is { Length: > 0 } cause)
                causes.TryAdd(package.GetProperty("name").GetString() ?? "", cause);
        }

        return causes;
    }

    private async Task<IReadOnlyList<string>> TimelineAsync(string said)
    {
        // The calm run was the first.
        var lines = new List<string>();
        for (var run = 2; (await _hand.KuPkgAsync(_most, "report", $"{run}")) is (0, var report); run++)
            lines.AddRange(report.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return lines.Count > 0 ? lines : [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
