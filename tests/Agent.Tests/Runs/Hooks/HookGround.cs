using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.History;
using KuPkg.Agent.Kill;
using KuPkg.Agent.Report;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Runs.Hooks;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Tests.History;
using KuPkg.Agent.Watch;
using KuPkg.Policy.Hooks;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Runs.Hooks;

/// <summary>Hooks in a directory of a test, run on this machine by the launcher, the watchman and the killer of a real run.</summary>
internal sealed class HookGround : IDisposable, IProgressListener
{
    private readonly TempRoot _root = new();
    private readonly Journal _journal;
    private readonly CancellationTokenSource _stop = new();

    public HookGround(KuPkgSettings? settings = null)
    {
        Paths = new HostPaths("/") { HooksDirectory = Path.Join(_root.Paths.Root, "hooks") };
        Directory.CreateDirectory(_root.Paths.StateDirectory);
        Directory.CreateDirectory(Paths.HooksDirectory);
        Folder = Path.Join(_root.Paths.Root, "run");
        Directory.CreateDirectory(Folder);
        var time = TimeProvider.System;
        _journal = Journal.Open(_root.Paths, time, out _);
        Start = _journal.BeginRun(SampleRun.Start());
        Events = new RunEvents(time, Heard.Add);
        var (launcher, folder, rules) = (new Launcher(time), new RunFolder(Folder, Start.RunId), settings ?? new KuPkgSettings());
        var driver = new AptDriver(_root.Paths, launcher, time);
        var gateway = new RunGateway(driver, rules, folder, _journal, Events, time, static () => 0.5, CancellationToken.None);
        var tools = new ToolRunner(launcher, new Watchman(new Killer(time), launcher, time), driver, rules, _journal, Start.RunId, Events, this, gateway, _stop.Token);
        Hooks = new RunHooks(Paths, folder, tools, Events, static (file, facts) => HookJson.Write(file, facts, null), _stop.Token);
    }

    public HostPaths Paths { get; }

    public RunHooks Hooks { get; }

    public RunStart Start { get; }

    public RunEvents Events { get; }

    public List<RunEvent> Heard { get; } = [];

    /// <summary>The run's folder.</summary>
    public string Folder { get; }

    /// <summary>Where a hook of a test may write.</summary>
    public string Root => _root.Paths.Root;

    public IEnumerable<StepEnded> Steps => Heard.OfType<StepEnded>();

    public string DirectoryOf(HookPoint point) => Path.Join(Paths.HooksDirectory, point.Directory());

    /// <summary>Writes a hook; ROOT in it is <see cref="Root"/>.</summary>
    public string Have(HookPoint point, string name, string script, int mode = 0b111_101_101)
    {
        Directory.CreateDirectory(DirectoryOf(point));
        var path = Path.Join(DirectoryOf(point), name);
        File.WriteAllText(path, $"#!/bin/sh\n{script.Replace("ROOT", Root, StringComparison.Ordinal)}\n");
        File.SetUnixFileMode(path, (UnixFileMode)mode);
        return path;
    }

    public Task<HookVisit> RunAsync(HookPoint point) => Hooks.RunAsync(new HookFacts(point, Start)).WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);

    public void Stop() => _stop.Cancel();

    public string Read(string name) => File.ReadAllText(Path.Join(Root, name));

    public void Progressed(string step, string? package, string text, double? percent, TimeSpan elapsed, Verdict verdict)
    {
        // Nobody looks on.
    }

    public void Dispose()
    {
        _journal.Dispose();
        _stop.Dispose();
        _root.Dispose();
    }
}
