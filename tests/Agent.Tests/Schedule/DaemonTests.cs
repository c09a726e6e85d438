using KuPkg.Agent.History.Queue;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Schedule;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Tests.History;
using KuPkg.Agent.Tests.Kill;

namespace KuPkg.Agent.Tests.Schedule;

/// <summary>The daemon with real processes; a shell script stands for kupkg and notes what it was called with.</summary>
public sealed class DaemonTests : IDisposable
{
    private readonly TempRoot _root = new();
    private readonly StringWriter _log = new();
    private readonly List<string> _sent = [];
    private readonly Daemon _daemon;

    public DaemonTests()
    {
        Directory.CreateDirectory(_root.Paths.RuntimeDirectory);
        Directory.CreateDirectory(_root.Paths.StateDirectory);
        Directory.CreateDirectory(Path.GetDirectoryName(_root.Paths.ConfigFile)!);
        File.WriteAllText(_root.Paths.ConfigFile, "");
        BeKuPkg("exit 0");
        var time = TimeProvider.System;
        var manager = new ServiceManager(message => { lock (_sent) _sent.Add(message); return null; }, time, static _ => { }, null);
        var log = new DaemonLog(_log, isJournal: true, time);
        var commands = new OwnCommand(
            new Launcher(time, null), Program, ["--root", _root.Paths.Root], _root.Paths.DaemonChildOutput, ChildEnvironment.Minimal, log.Say, time);
        _daemon = new Daemon(_root.Paths, commands, manager, new Pulse(new BootClock(), Daemon.TickEvery), log, time);
    }

    private string Program => Path.Join(_root.Paths.Root, "kupkg");

    private string Calls => File.Exists(Program + ".calls") ? File.ReadAllText(Program + ".calls") : "";

    private string Log => _log.ToString();

    private string Status
    {
        get
        {
            lock (_sent)
                return _sent.Last(static m => m.StartsWith("STATUS=", StringComparison.Ordinal));
        }
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task A_tick_starts_a_run_with_the_daemons_own_options()
    {
        await _daemon.TickAsync();

        Calls.Should().Be($"run --root {_root.Paths.Root}\n");
        Status.Should().Contain("next tick about");
        Log.Should().BeEmpty("a tick that finds nothing due is silent");
    }

    [Fact]
    public async Task What_a_run_says_is_told_and_a_deferred_one_is_left_to_the_next_tick()
    {
        BeKuPkg("echo 'kupkg: another run is at work' >&2; exit 75");
        await _daemon.TickAsync();
        Log.Should().Contain("another run is at work").And.Contain("the next one asks again");

        BeKuPkg("kill -9 $$");
        await _daemon.TickAsync();
        Log.Should().Contain("kupkg run: ended by SIGKILL");
    }

    [Fact]
    public async Task A_quarantined_host_is_left_alone_until_it_is_released()
    {
        File.Delete(_root.Paths.ConfigFile);
        Queue(new NewJob(["true"]));

        await _daemon.TickAsync();
        await _daemon.LookAsync();
        Calls.Should().BeEmpty();
        Status.Should().Contain("quarantined").And.Contain(_root.Paths.ConfigFile);

        File.WriteAllText(_root.Paths.ConfigFile, "");
        await _daemon.LookAsync();
        Status.Should().NotContain("quarantined");
        Log.Should().Contain("in again");
        await _daemon.TickAsync();
        Calls.Should().Contain("run ");
    }

    [Fact]
    public async Task A_broken_configuration_is_told_with_its_place_and_the_ticks_go_on()
    {
        File.WriteAllText(_root.Paths.ConfigFile, "track = \"stable\"\n[schedule]\nevery = \"soon\"\n");

        _daemon.Reload();

        Log.Should().Contain($"{_root.Paths.ConfigFile}:3:9").And.Contain("schedule.every");
        Status.Should().Contain("refused");
        lock (_sent)
            _sent.Where(static m => m[0] != 'S').Select(static m => m.Split('\n')[0]).Should().Equal("RELOADING=1", "READY=1");
        await _daemon.TickAsync();
        Calls.Should().Contain("run ");

        File.WriteAllText(_root.Paths.ConfigFile, "");
        _daemon.Reload();
        Status.Should().NotContain("refused");
    }

    [Fact]
    public async Task A_look_works_a_due_job_off_and_leaves_one_alone_that_is_not_due_or_when_a_run_is_at_work()
    {
        await _daemon.LookAsync();
        Calls.Should().BeEmpty();

        Queue(new NewJob(["true"]));
        using (RunLock.TryTake(_root.Paths.RunLock))
            await _daemon.LookAsync();
        Calls.Should().BeEmpty("somebody's run is at work");

        await _daemon.LookAsync();
        Calls.Should().Be($"queue work --root {_root.Paths.Root}\n");
    }

    [Fact]
    public async Task Stop_asks_what_is_at_work_to_end_its_step_and_waits_for_that_and_begins_nothing_new()
    {
        BeKuPkg("trap 'touch $0.asked' TERM; echo at work; touch $0.ready; i=0; while [ ! -e $0.end ] && [ $i -lt 600 ]; do sleep 0.1; i=$((i+1)); done; touch $0.ended");
        var tick = _daemon.TickAsync();
        await Eventually.TrueAsync(() => File.Exists(Program + ".ready"), "the expected came");
        await Eventually.TrueAsync(() => Log.Contains("at work\n", StringComparison.Ordinal), "what it prints is told while it works");
        var next = _daemon.TickAsync();

        var stop = _daemon.StopAsync("SIGTERM received");
        await Eventually.TrueAsync(() => File.Exists(Program + ".asked"), "the expected came");
        stop.IsCompleted.Should().BeFalse("the step has not ended");
        File.WriteAllText(Program + ".end", "");

        await Task.WhenAll(stop, tick, next).WaitAsync(TimeSpan.FromSeconds(60));
        File.Exists(Program + ".ended").Should().BeTrue("it was never killed");
        await _daemon.TickAsync();
        Calls.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle("nothing new begins");
        lock (_sent)
            _sent.Should().Contain("STOPPING=1");
    }

    private void Queue(NewJob job)
    {
        using var queue = JobQueue.Open(_root.Paths, TimeProvider.System, out _);
        queue.Add(job, TimeProvider.System.GetUtcNow());
    }

    private void BeKuPkg(string script)
    {
        var next = Program + ".next";
        File.WriteAllText(next, $"#!/bin/sh\necho \"$*\" >> $0.calls\n{script}\n");
        File.SetUnixFileMode(next, (UnixFileMode)0b111_101_101);
        File.Move(next, Program, overwrite: true);
    }
}
