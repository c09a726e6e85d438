using KuPkg.Agent.Kill;
using KuPkg.Agent.Watch;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Watch;

public class WatchmanTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ThreeSeconds = TimeSpan.FromSeconds(3);

    private readonly CollectingObserver _observer = new();

    [Fact]
    public async Task A_sleeper_is_quiet_then_stalled_then_killed()
    {
        using var program = WatchedProgram.Shell("sleep 630; true");

        var report = await WatchAsync(program.Job(static l => l with { Quiet = ThreeSeconds }));

        _observer.Samples.Select(static v => v.Name).Distinct().Should().Equal("progressing", "quiet", "stalled");
        _observer.Verdicts.Should().ContainSingle(static v => v.IsTerminal);
        _observer.Verdicts[^1].Evidence.Should().Contain(static line => line.Contains("sleep 630") && line.Contains("hrtimer_nanosleep"));
        report.Kills.Should().ContainSingle();
        report.Status.Should().Be(ExitStatus.Signaled(SignalNames.Kill));
        report.Took.Should().BeGreaterThan(ThreeSeconds);
    }

    [Theory]
    [InlineData("cpu", "import time\nend=time.time()+8\nwhile time.time()<end: pass")]
    [InlineData("io", "import time\nfor i in range(80): open('/dev/zero','rb').read(100); time.sleep(0.1)")]
    [InlineData("output", "import time\nfor i in range(16): print(i,flush=True); time.sleep(0.5)")]
    [InlineData("forks", "import subprocess\nfor i in range(16): subprocess.run(['sleep','0.5'])")]
    public async Task A_worker_is_progressing_for_as_long_as_it_works(string kind, string script)
    {
        using var program = WatchedProgram.Python(script);
        var report = await WatchAsync(program.Job(static l => l with { Quiet = ThreeSeconds }));
        report.Kills.Should().BeEmpty(kind);
        report.Status.IsSuccess.Should().BeTrue();
        _observer.Samples.Should().NotContain(static v => v.IsTerminal);
    }

    [Fact]
    public async Task Who_waits_for_KuPkg_itself_is_spared_while_that_works()
    {
        using var program = WatchedProgram.Shell("sleep 9");
        long bytes = 0;
        var report = await WatchAsync(program.Job(static l => l with { Quiet = ThreeSeconds }) with { Helper = _ => new ElsewhereWork("the gateway", 0, bytes += 4096) });
        report.Kills.Should().BeEmpty();
        report.Status.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task Who_waits_for_KuPkg_itself_is_ended_when_that_is_still_too()
    {
        using var program = WatchedProgram.Shell("sleep 632");
        var report = await WatchAsync(program.Job(static l => l with { Quiet = ThreeSeconds }) with { Helper = static _ => new ElsewhereWork("the gateway", 0, 4096) });
        report.Kills.Should().ContainSingle();
        _observer.Verdicts[^1].Evidence.Should().Contain("the gateway does not move either");
    }

    [Fact]
    public async Task A_spinner_is_killed_as_spinning()
    {
        using var program = WatchedProgram.Shell("while :; do :; done");
        var report = await WatchAsync(program.Job(static l => l with { Quiet = TimeSpan.FromSeconds(20), Spin = ThreeSeconds }));
        _observer.Verdicts[^1].Should().BeOfType<Spinning>().Which.Suspects.Should().Equal(program.Child.Id);
        report.Kills.Should().ContainSingle();
    }

    [Fact]
    public async Task A_runaway_that_forks_is_killed_at_the_ceiling()
    {
        using var program = WatchedProgram.Shell("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 631 & done; wait");
        var report = await WatchAsync(program.Job(static l => l with { ProcessCeiling = 10 }));
        _observer.Verdicts.OfType<Spinning>().First().Evidence[0].Should().MatchRegex("^1[123] processes, more than the ceiling of 10$");
        report.Kills.Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_reader_of_a_terminal_is_stalled_at_once()
    {
        using var program = WatchedProgram.Python("import os,pty,time\npid,fd=pty.fork()\nif pid==0: os.execvp('sh',['sh','-c','read x'])\ntime.sleep(600)");
        var report = await WatchAsync(program.Job());
        _observer.Verdicts[^1].Should().BeOfType<Stalled>().Which.Reason.Should().Be(StallReason.TerminalInput);
        report.Took.Should().BeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_postinst_that_sleeps_while_its_server_works_is_spared()
    {
        using var server = WatchedProgram.Python(
            "import socket,time\ns=socket.socket(socket.AF_UNIX); s.bind('FOLDER/s'); s.listen()\nc,_=s.accept()\nend=time.time()+12\nwhile time.time()<end: pass\nc.send(b'x')");
        using var program = WatchedProgram.Python(
            $"import socket,time,os\nwhile not os.path.exists('{server.Folder}/s'): time.sleep(0.1)\ntime.sleep(0.5)\ns=socket.socket(socket.AF_UNIX); s.connect('{server.Folder}/s'); s.recv(1)");

        var report = await WatchAsync(program.Job(static l => l with { Quiet = TimeSpan.FromSeconds(6) }));

        report.Kills.Should().BeEmpty();
        report.Status.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task An_orphan_that_hangs_in_the_session_is_killed_as_a_leftover_and_a_daemon_is_left()
    {
        using var program = WatchedProgram.Shell("sleep 632 & setsid sleep 633 & sleep 1; exit 3");
        _observer.OnSample = (sample, _) =>
        {
            foreach (var daemon in sample.Processes.Where(static p => p.Command == "sleep 633" && p.Session == p.Id.Pid))
                program.EndToo(daemon.Id);
        };

        var report = await WatchAsync(program.Job(static l => l with { Quiet = ThreeSeconds }));

        report.Status.Should().Be(ExitStatus.Exited(3));
        report.Took.Should().BeLessThan(ThreeSeconds);
        report.Kills.Should().ContainSingle().Which.Signals.Select(static s => s.Target).Distinct().Should().ContainSingle();
        report.LeftBehind.Should().ContainSingle(static l => l.StartsWith("sleep 633 "));
    }

    [Fact]
    public async Task A_leftover_that_ends_by_itself_is_waited_for()
    {
        using var program = WatchedProgram.Shell("(sleep 2; echo done) & exit 0");
        var report = await WatchAsync(program.Job());
        report.Kills.Should().BeEmpty();
        // Orphans of tests beside this one come to the same process.
        report.LeftBehind.Should().NotContain(static l => l.StartsWith("sleep 2 ") || l.Contains("echo done"));
        (await File.ReadAllTextAsync(program.Output)).Should().Be("done\n");
    }

    [Fact]
    public async Task A_leftover_that_works_without_end_is_left_and_named()
    {
        using var program = WatchedProgram.Shell("(while :; do :; done) & exit 0");
        var report = await WatchAsync(program.Job(static l => l with { Quiet = ThreeSeconds }));
        report.Kills.Should().BeEmpty();
        report.LeftBehind.Should().ContainSingle(static l => l.EndsWith("in the job's session, still at work"));
    }

    [Theory]
    [InlineData(Phase.Refresh)]
    [InlineData(Phase.Download)]
    [InlineData(Phase.Plan)]
    public async Task Asked_to_stop_a_job_that_damages_nothing_is_ended_at_once(Phase phase)
    {
        using var program = WatchedProgram.Shell("sleep 634; true");
        using var stop = new CancellationTokenSource();
        _observer.OnSample = (_, _) => stop.Cancel();
        var report = await WatchAsync(program.Job(phase: phase) with { Priority = Priority.Critical }, stop: stop.Token);
        report.Took.Should().BeLessThan(TimeSpan.FromSeconds(20));
        report.Kills.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Asked_to_stop_an_install_is_watched_to_its_end()
    {
        using var program = WatchedProgram.Shell("sleep 2; echo whole");
        using var stop = new CancellationTokenSource();
        _observer.OnSample = (_, _) => stop.Cancel();
        var report = await WatchAsync(program.Job(), stop: stop.Token);
        report.Kills.Should().BeEmpty();
        report.Status.IsSuccess.Should().BeTrue();
        _observer.Samples.Should().HaveCountLessThan(40);
    }

    [Fact]
    public async Task Critical_work_is_reported_once_and_goes_on()
    {
        using var program = WatchedProgram.Shell("sleep 6; echo whole");
        var report = await WatchAsync(program.Job(static l => l with { Quiet = TimeSpan.FromSeconds(2) }) with { Priority = Priority.Critical });
        report.Kills.Should().BeEmpty();
        report.Status.IsSuccess.Should().BeTrue();
        _observer.Plans.Should().ContainSingle().Which.IsReportOnly.Should().BeTrue();
        _observer.Verdicts.OfType<Stalled>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_silence_that_ended_by_itself_is_remembered_for_its_package()
    {
        using var program = WatchedProgram.Shell(
            "printf '#!/bin/sh\\nsleep 3\\necho x\\nsleep 0.3\\n' > FOLDER/foo.postinst; chmod +x FOLDER/foo.postinst; FOLDER/foo.postinst; sleep 1");
        var report = await WatchAsync(program.Job());
        (await File.ReadAllTextAsync(program.Output)).Should().Be("x\n");
        report.Quiets.Keys.Should().Equal("foo");
        report.Quiets["foo"].Should().BeGreaterThan(TimeSpan.FromSeconds(1)).And.BeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_silence_known_of_a_package_is_not_cut_short()
    {
        using var program = WatchedProgram.Shell(
            "printf '#!/bin/sh\\nsleep 6\\necho x\\n' > FOLDER/foo.postinst; chmod +x FOLDER/foo.postinst; FOLDER/foo.postinst");
        var job = program.Job(static l => l with { Quiet = TimeSpan.FromSeconds(2) });
        var report = await WatchAsync(job with { KnownQuiet = static package => package == "foo" ? TimeSpan.FromSeconds(5) : TimeSpan.Zero });
        report.Kills.Should().BeEmpty();
        report.Status.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task What_cannot_be_killed_is_not_killed_in_a_tight_loop()
    {
        using var program = WatchedProgram.Shell("sleep 9; true");
        var killer = new PowerlessKiller();
        var report = await WatchAsync(program.Job(static l => l with { ProcessCeiling = 0 }), killer: killer);
        killer.Asked.Should().BeInRange(2, 6);
        report.Status.IsSuccess.Should().BeTrue();
    }

    // Not in the test runner's own few threads, which a test beside this one may keep busy for as long as what is watched here takes.
    private async Task<JobReport> WatchAsync(Job job, IKiller? killer = null, CancellationToken stop = default) => await Task.Run(
        () => new Watchman(killer ?? new Killer(TimeProvider.System), WatchedProgram.Launcher, TimeProvider.System).WatchAsync(job, _observer, stop), CancellationToken.None).WaitAsync(Longest, TimeProvider.System, CancellationToken.None);

    private sealed class PowerlessKiller : IKiller
    {
        public int Asked { get; private set; }

        public Task<KillReport> CarryOutAsync(KillPlan plan, TreeSample snapshot, string? outputPath, string? managerLog)
        {
            Asked++;
            return Task.FromResult(new KillReport(plan, [], [], false, TimeSpan.Zero, ["all"]));
        }
    }
}
