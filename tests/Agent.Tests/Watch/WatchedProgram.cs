using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch;
using KuPkg.Agent.Watch.Elsewhere;
using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Watch;

/// <summary>A real program in a session of its own, with a folder for its files. Disposing ends its session and removes the folder.</summary>
internal sealed class WatchedProgram : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly List<PidFd> _ending = [];

    public WatchedProgram(string program, params string[] arguments)
    {
        Folder = Directory.CreateTempSubdirectory("kupkg-watch-").FullName;
        Output = Path.Join(Folder, "output");
        var launch = new Launch(program, [.. arguments.Select(a => a.Replace("FOLDER", Folder, StringComparison.Ordinal))]) { OutputPath = Output };
        Child = Launcher.Start(launch);
    }

    public static ILauncher Launcher { get; } = new Launcher(TimeProvider.System);

    public IChild Child { get; }

    public string Folder { get; }

    public string Output { get; }

    public static WatchedProgram Shell(string script) => new("/bin/sh", "-c", script);

    public static WatchedProgram Python(string script) => new("python3", "-c", script);

    public Job Job(Func<WatchLimits, WatchLimits>? change = null, Phase phase = Phase.Install)
    {
        var limits = new WatchLimits
        {
            Phase = phase, Quiet = TimeSpan.FromMinutes(5), Spin = TimeSpan.FromMinutes(30), Budget = TimeSpan.FromHours(2),
        };
        return new Job
        {
            Name = "test", Child = Child, Limits = change?.Invoke(limits) ?? limits, OutputPaths = [Output], Roles = RoleOf,
        };
    }

    public Sampler Sampler(bool looksOutside = false) =>
        new(Job(), looksOutside ? new OutsideWork(Launcher) : new NothingOutside(), TimeProvider.System);

    /// <summary>A process whose name ends in .postinst is a script of the package before the dot.</summary>
    public static ProcessRole RoleOf(ProcessSample process) => process.Name.Split('.') is [var package, "postinst"]
        ? new ProcessRole(RoleKind.Script, package, "postinst")
        : process.Name == "apt-get" ? new ProcessRole(RoleKind.Manager) : ProcessRole.Work;

    /// <summary>Takes samples until one is as wished.</summary>
    public static async Task<TreeSample> UntilAsync(Sampler sampler, Func<TreeSample, bool> isWished)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var sample = sampler.Sample();
            if (isWished(sample))
                return sample;
            if (TimeProvider.System.GetElapsedTime(began) > Longest)
                Assert.Fail($"not as wished after {Longest}: {string.Join("; ", sample.Processes)} {string.Join("; ", sample.Elsewhere)}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>Ends a process that left the session, when the test ends.</summary>
    public void EndToo(ProcessId process)
    {
        if (PidFd.TryOpen(process) is { } open)
            _ending.Add(open);
    }

    public void Dispose()
    {
        SessionSweep.Kill(Child.Id);
        foreach (var open in _ending)
        {
            _ = open.Send(SignalNames.Kill);
            open.Dispose();
        }

        Child.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class NothingOutside : IOutsideWork
    {
        public IReadOnlyList<ElsewhereWork> Look(IReadOnlyList<Member> members, TimeSpan at) => [];
    }
}
