using KuPkg.Agent.Kill;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Kill;

[Collection("processes")]
public class KillerTests
{
    private static List<SentSignal> Kills(KillReport report) => [.. report.Signals.Where(s => s.Signal == SignalNames.Kill)];

    [Fact]
    public async Task A_hung_script_dies_leaves_first_and_dpkg_sees_the_end_and_goes_on()
    {
        using var scene = new Scene();
        scene.Install("(sleep 1000; true) &\nsh -c 'sleep 1001; true'\necho script went on >>$0.woken\n");

        var (tree, report) = await scene.KillAsync(count: 7);

        report.IsGone.Should().BeTrue(string.Join(", ", report.Survivors));
        report.Signals.Should().OnlyContain(s => s.Result == "sent");
        Kills(report).Select(s => s.Target).Should().BeEquivalentTo(report.Plan.Steps.OfType<SweepStep>().Single().Victims).And.HaveCount(5);
        var order = Kills(report).ConvertAll(s => s.Target.Pid);
        tree.Processes.Where(p => order.Contains(p.Id.Pid) && order.Contains(p.ParentPid))
            .Should().OnlyContain(p => order.IndexOf(p.Id.Pid) < order.IndexOf(p.ParentPid));
        (await scene.Root.ExitAsync()).Should().Be(100);
        scene.Read("log").Should().Be("script ended with 137\ndpkg went on\ndpkg ended with 1\n");
        scene.Read("foo.postinst.woken").Should().BeEmpty();
    }

    [Fact]
    public async Task All_are_frozen_parents_first_before_the_first_dies_and_the_spared_get_no_signal()
    {
        using var scene = new Scene();
        scene.Install("sh -c 'sleep 1000; true'; true");

        var (tree, report) = await scene.KillAsync(count: 5);

        report.Signals.Select(s => s.Signal).Should().Equal(19, 19, 19, 9, 9, 9);
        report.Signals.Take(3).Select(s => s.Target).Should().Equal(report.Signals.Skip(3).Select(s => s.Target).Reverse());
        report.Signals.Select(s => s.Target).Should().NotContain(tree.Processes.Where(p => scene.Role(p).Kind != RoleKind.Script && scene.Role(p).Kind != RoleKind.Work).Select(p => p.Id));
        report.Signals.Select(s => s.After).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task A_script_that_is_deaf_to_every_request_dies_all_the_same()
    {
        using var scene = new Scene();
        scene.Install("trap '' TERM INT HUP QUIT\nwhile :; do sleep 1; done\n");

        var (_, report) = await scene.KillAsync(count: 4);

        report.IsGone.Should().BeTrue();
        (await scene.Root.ExitAsync()).Should().Be(100);
    }

    [Fact]
    public async Task A_script_that_forks_for_ever_is_beaten()
    {
        using var scene = new Scene();
        // It counts, so that nothing goes on for ever if the killer fails.
        scene.Install("i=0; while [ $i -lt 3000 ]; do sleep 1000 & i=$((i+1)); done; wait");

        var (_, report) = await scene.KillAsync(count: 50);

        report.IsGone.Should().BeTrue(string.Join(", ", report.Survivors));
        (await scene.Root.ExitAsync()).Should().Be(100);
        await Eventually.TrueAsync(() => scene.Root.IsGroupEmpty, "nobody is left");
    }

    [Fact]
    public async Task A_runaway_that_forks_and_exits_for_ever_is_beaten()
    {
        using var scene = new Scene();
        scene.Install("""exec perl -e 'fork and sleep 1000; for (1..30000) { my $p = fork; exit 0 if $p }' """);

        var (_, report) = await scene.KillAsync(count: 3);

        report.IsGone.Should().BeTrue(string.Join(", ", report.Survivors));
        (await scene.Root.ExitAsync()).Should().Be(100);
        await Eventually.TrueAsync(() => scene.Root.IsGroupEmpty, "nobody is left");
    }

    [Fact]
    public async Task A_later_process_with_the_same_pid_is_not_hit()
    {
        using var scene = new Scene();
        scene.Start("exec sleep 1000");
        var tree = await LiveTree.OfAsync(scene.Root.Id, 1);
        var earlier = scene.Root.Id with { StartTicks = scene.Root.Id.StartTicks - 1 };
        var plan = new KillPlan("sleep", null, null, "", [new SignalStep(SignalNames.Kill, [earlier], TimeSpan.Zero), new SweepStep([earlier], [earlier], [])]);

        var report = await Scene.Killer.CarryOutAsync(plan, tree with { Processes = [tree.Processes[0] with { Id = earlier, Session = 0 }] }, null, null);

        report.IsGone.Should().BeTrue();
        report.Signals.Should().BeEmpty();
        scene.Root.HasEnded.Should().BeFalse();
    }

    [Fact]
    public async Task A_daemon_in_a_session_of_its_own_is_not_touched()
    {
        using var scene = new Scene();
        scene.Install($"setsid sh -c 'echo $$ >{scene.Folder}/pid; exec sleep 1000' &\nwhile [ ! -s {scene.Folder}/pid ]; do sleep 0.1; done\n(sleep 2000 &)\nsleep 3000");
        await Eventually.TrueAsync(() => scene.Read("pid").EndsWith('\n'), "the daemon is there");
        var daemon = int.Parse(scene.Read("pid"), null);

        // The script that started it has to be gone for it to be left behind on purpose.
        var script = (await LiveTree.OfAsync(scene.Root.Id, 6)).Processes.Single(p => scene.Role(p).Kind == RoleKind.Script);
        var tree = LiveTree.Of(scene.Root.Id);
        var orphaned = tree with { Processes = [.. tree.Processes.Where(p => p.Id.Pid != daemon)] };
        var plan = scene.Plan(orphaned);
        plan.Target.Should().Be("foo.postinst");
        using (var parent = PidFd.TryOpen(script.Id))
            parent!.Send(SignalNames.Kill);
        await Eventually.TrueAsync(() => ProcStat.TryRead(daemon) is { } s && s.ParentPid != script.Id.Pid, "the daemon is an orphan");

        var report = await Scene.Killer.CarryOutAsync(plan, orphaned, null, null);

        report.IsGone.Should().BeTrue();
        var stat = ProcStat.TryRead(daemon)!.Value;
        stat.State.Should().Be('S');
        LiveTree.Of(scene.Root.Id).Processes.Should().NotContain(p => p.Name == "sleep" && p.Session == scene.Root.Id.Pid && p.Command.StartsWith("sleep 2", StringComparison.Ordinal));
        using var left = PidFd.TryOpen(stat.Id);
        left!.Send(SignalNames.Kill);
    }

    [Fact]
    public async Task An_orphan_that_the_script_left_in_the_session_goes_too()
    {
        using var scene = new Scene();
        scene.Install("(sleep 2000 &)\nsleep 3000");

        var (_, report) = await scene.KillAsync(count: 5);

        report.IsGone.Should().BeTrue();
        Kills(report).Should().HaveCount(3);
    }

    [Theory]
    [InlineData("", SignalNames.Interrupt, 1)]
    [InlineData("trap '' INT; ", SignalNames.Terminate, 2)]
    [InlineData("trap '' INT TERM; ", SignalNames.Kill, 3)]
    public async Task While_fetching_each_signal_comes_only_when_the_one_before_was_of_no_use(string deaf, int last, int count)
    {
        using var scene = new Scene();
        scene.Write("apt-get", $"{deaf}exec perl -e 'sleep 1000' {scene.Folder}/apt-get\n");
        scene.Start($"exec sh {scene.File("apt-get")}");
        await Eventually.TrueAsync(() => LiveTree.Of(scene.Root.Id).Processes.Any(p => p.Name == "perl"), "it waits");

        var (_, report) = await scene.KillAsync(1, Phase.Download);

        report.IsGone.Should().BeTrue();
        report.Signals.Select(s => s.Signal).Should().HaveCount(count).And.EndWith(last);
        (await scene.Root.ExitAsync()).Should().Be(-last);
        if (count > 1)
            (report.Signals[1].After - report.Signals[0].After).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Methods_that_do_not_end_with_their_manager_are_swept()
    {
        using var scene = new Scene();
        scene.Write("apt-get", "trap 'exit 130' INT\nsh -c \"trap '' INT; sleep 1000; true\" &\nwait\n");
        scene.Start($"exec sh {scene.File("apt-get")}");

        var (_, report) = await scene.KillAsync(3, Phase.Download);

        report.IsGone.Should().BeTrue();
        report.Signals[0].Signal.Should().Be(SignalNames.Interrupt);
        Kills(report).Should().HaveCount(2);
        LiveTree.Of(scene.Root.Id).Processes.Should().BeEmpty();
    }

    [Fact]
    public async Task The_evidence_is_kept_before_the_first_signal()
    {
        using var scene = new Scene();
        scene.Install($"exec 7>{scene.Folder}/data\nsleep 1000 7>&-\ntrue");
        scene.Write("dpkg.log", string.Concat(Enumerable.Range(0, 100).Select(i => $"line {i}\n")));
        scene.Write("output", new string('x', 100_000) + "\n\u001b[31mSetting up foo\u0000\n");
        var tree = await LiveTree.OfAsync(scene.Root.Id, 4);

        var report = await Scene.Killer.CarryOutAsync(scene.Plan(tree), tree, scene.File("output"), scene.File("dpkg.log"));

        var text = string.Join('\n', report.Evidence);
        text.Should().MatchRegex($@"\d+ sh {scene.Folder}/foo.postinst\s+[SDR]").And.MatchRegex(@"\d+ sleep 1000\s+[SDR]");
        text.Should().Contain($" {scene.Folder}/data", "it was open only while the script lived");
        text.Should().Contain("line 99").And.Contain("line 80").And.NotContain("line 79");
        text.Should().Contain("Setting up foo").And.NotContain("[31m").And.NotContain("\0");
        report.Evidence.Should().OnlyContain(l => l.Length < 1500);
    }

    [Fact]
    public async Task Critical_work_is_left_alone_with_its_evidence()
    {
        using var scene = new Scene();
        scene.Install("sleep 1000; true");
        var tree = await LiveTree.OfAsync(scene.Root.Id, 4);

        var report = await Scene.Killer.CarryOutAsync(scene.Plan(tree, priority: Priority.Critical), tree, null, null);

        report.IsGone.Should().BeFalse();
        report.Signals.Should().BeEmpty();
        report.Evidence.Should().HaveCountGreaterThan(3);
        LiveTree.Of(scene.Root.Id).Processes.Should().HaveCount(4);
    }

    [Fact]
    public async Task A_stopped_process_is_let_go_on()
    {
        using var scene = new Scene();
        scene.Install("sleep 1000; true");
        var tree = await LiveTree.OfAsync(scene.Root.Id, 4);
        var leaf = tree.Processes.Single(p => p.Name == "sleep").Id;
        using (var stopped = PidFd.TryOpen(leaf))
            stopped!.Send(SignalNames.Stop);
        await Eventually.TrueAsync(() => StateOf(leaf) == 'T', "it is stopped");

        var report = await Scene.Killer.CarryOutAsync(
            new KillPlan("sleep", null, null, "", [new SignalStep(SignalNames.Continue, [leaf], TimeSpan.Zero)]), tree, null, null);

        report.Signals.Should().ContainSingle().Which.Result.Should().Be("sent");
        await Eventually.TrueAsync(() => StateOf(leaf) == 'S', "it goes on");
    }

    [Fact]
    public async Task Nothing_stays_frozen_when_a_kill_breaks_off_in_the_middle()
    {
        using var scene = new Scene();
        scene.Install("sh -c 'sleep 1000; true'; true");
        var tree = await LiveTree.OfAsync(scene.Root.Id, 5);
        var breaking = new BreakingTime(atSignal: 4);

        var kill = () => new Killer(breaking).CarryOutAsync(scene.Plan(tree), tree, null, null);

        await kill.Should().ThrowAsync<TimeoutException>();
        LiveTree.Of(scene.Root.Id).Processes.Count(p => p.State == 'T').Should().Be(0);
        LiveTree.Of(scene.Root.Id).Processes.Should().HaveCountGreaterThanOrEqualTo(4);
    }

    private static char StateOf(ProcessId id) => ProcStat.TryRead(id.Pid)!.Value.State;

    /// <summary>A clock that breaks once, when so many signals have been timed.</summary>
    private sealed class BreakingTime(int atSignal) : TimeProvider
    {
        private int _asked;

        public override long GetTimestamp() =>
            ++_asked == atSignal + 2 ? throw new TimeoutException("broken clock") : base.GetTimestamp();
    }
}
