using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;
using static KuPkg.Policy.Tests.Kill.Trees;

namespace KuPkg.Policy.Tests.Kill;

public class KillPlannerTests
{
    private static readonly (int, int, string)[] Hung =
        [(100, 1, "apt-get"), (110, 100, "dpkg"), (120, 110, "foo.postinst"), (130, 120, "sh"), (140, 130, "sleep")];

    private static KillPlan? Plan(Verdict verdict, TreeSample tree, Phase phase = Phase.Install, Priority priority = Priority.Normal, params KillReport[] earlier) =>
        KillPlanner.Plan(verdict, tree, Role, phase, priority, earlier.Length + 1, earlier);

    private static SweepStep SweepIn(KillPlan? plan) => plan!.Steps.OfType<SweepStep>().Should().ContainSingle().Subject;

    private static IEnumerable<int> Victims(KillPlan? plan) => SweepIn(plan).Victims.Select(v => v.Pid);

    [Fact]
    public void A_hung_script_goes_with_everything_under_it_leaves_first_and_dpkg_and_apt_are_spared()
    {
        var plan = Plan(Asleep(140), Of(Hung));

        plan!.Target.Should().Be("foo.postinst");
        (plan.Package, plan.Script).Should().Be(("foo", "postinst"));
        plan.Steps.Should().ContainSingle();
        Victims(plan).Should().Equal(140, 130, 120);
        SweepIn(plan).Roots.Should().Equal(Id(120));
        SweepIn(plan).Spared.Should().Equal(Id(100), Id(110));
        plan.Why.Should().Be("stalled: nothing moved for 5 min 0 s");
    }

    public static TheoryData<string, Verdict> VerdictsThatEndNothing => new()
    {
        { "progressing", new Progressing { Evidence = [] } },
        { "slow", new Slow(100) { Evidence = [] } },
        { "quiet", new Quiet(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5)) { Evidence = [] } },
        { "quiet in D", new Quiet(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(5)) { Evidence = [], IsUninterruptible = true } },
        { "over budget", new OverBudget(false) { Evidence = [] } },
    };

    [Theory]
    [MemberData(nameof(VerdictsThatEndNothing))]
    public void Without_a_terminal_verdict_nothing_is_killed(string name, Verdict verdict) => Plan(verdict, Of(Hung)).Should().BeNull(name);

    public static TheoryData<string, Verdict> VerdictsThatEnd => new()
    {
        { "all of the tree", Asleep() },
        { "the leaf", Asleep(140) },
        { "everything named", Asleep(100, 110, 120, 130, 140) },
        { "the spine alone", Asleep(100, 110) },
        { "somebody who is gone", Asleep(999) },
        { "tty", new Stalled(StallReason.TerminalInput, [Id(140)]) { Evidence = [] } },
        { "spinning", new Spinning(TimeSpan.FromMinutes(30), [Id(130)]) { Evidence = [] } },
        { "hard limit", new OverBudget(true) { Evidence = [] } },
    };

    [Theory]
    [MemberData(nameof(VerdictsThatEnd))]
    public void Each_terminal_verdict_on_a_script_ends_the_same_script(string name, Verdict verdict) =>
        Victims(Plan(verdict, Of(Hung))).Should().Equal([140, 130, 120], name);

    [Fact]
    public void A_hook_without_dpkg_goes_from_the_first_process_below_the_forked_copy_of_apt()
    {
        var plan = Plan(Asleep(), Of((100, 1, "apt-get"), (105, 100, "apt-get"), (110, 105, "sh"), (120, 110, "hook"), (130, 120, "sleep")));

        plan!.Target.Should().Be("hook");
        Victims(plan).Should().Equal(130, 120, 110);
        SweepIn(plan).Spared.Should().Equal(Id(100), Id(105));
    }

    [Fact]
    public void An_installer_that_a_script_started_belongs_to_the_script()
    {
        var plan = Plan(Asleep(150), Of((100, 1, "apt-get"), (110, 100, "dpkg"), (120, 110, "foo.postinst"), (130, 120, "dpkg"), (140, 130, "bar.postinst"), (150, 140, "sleep")));

        plan!.Target.Should().Be("foo.postinst");
        Victims(plan).Should().Equal(150, 140, 130, 120);
    }

    [Fact]
    public void A_hung_unpacker_is_ended_and_named_by_its_program()
    {
        var plan = Plan(Asleep(), Of((100, 1, "apt-get"), (110, 100, "dpkg"), (120, 110, "dpkg-deb")));

        plan!.Target.Should().Be("dpkg-deb");
        plan.Package.Should().BeNull();
        Victims(plan).Should().Equal(120);
    }

    [Fact]
    public void What_wraps_the_manager_is_spared_and_not_taken_for_a_script()
    {
        var plan = Plan(Asleep(), Of((100, 1, "systemd-inhibit"), (105, 100, "cat"), (110, 100, "apt-get"), (120, 110, "dpkg"), (130, 120, "foo.prerm")));

        plan!.Target.Should().Be("foo.prerm");
        SweepIn(plan).Spared.Should().Equal(Id(100), Id(110), Id(120));
    }

    [Fact]
    public void Orphans_that_the_script_left_in_the_session_go_with_it_and_older_ones_stay()
    {
        var tree = Of([.. Hung, (115, 1, "older"), (135, 1, "younger"), (136, 135, "child")]);

        var plan = Plan(Asleep(140), tree);

        Victims(plan).Should().Equal(140, 136, 130, 135, 120);
        SweepIn(plan).Roots.Should().Equal(Id(120), Id(135));
    }

    [Fact]
    public void The_branch_of_the_innermost_suspect_is_chosen_else_the_deepest()
    {
        var tree = Of((100, 1, "apt-get"), (110, 100, "dpkg"), (120, 110, "foo.postinst"), (130, 110, "bar.postinst"), (140, 130, "sleep"));

        Plan(Asleep(140, 120), tree)!.Target.Should().Be("foo.postinst");
        Plan(Asleep(), tree)!.Target.Should().Be("bar.postinst");
    }

    [Theory]
    [InlineData(Phase.Refresh)]
    [InlineData(Phase.Download)]
    public void While_fetching_the_manager_is_asked_first_and_what_is_left_is_swept(Phase phase)
    {
        var verdict = new Stalled(StallReason.NoBytes, [Id(110)]) { Evidence = ["no byte for 15 s"] };

        var plan = Plan(verdict, Of((100, 1, "apt-get"), (110, 100, "http"), (120, 100, "gpgv")), phase);

        plan!.Target.Should().Be("apt-get");
        plan.Steps.OfType<SignalStep>().Select(s => (s.Signal, s.Grace.TotalSeconds)).Should()
            .Equal((SignalNames.Interrupt, 3), (SignalNames.Terminate, 3), (SignalNames.Kill, 1));
        plan.Steps.OfType<SignalStep>().Should().OnlyContain(s => s.Targets.Single() == Id(100));
        plan.Steps[^1].Should().BeOfType<SweepStep>().Which.Victims.Should().Equal(Id(120), Id(110));
    }

    [Fact]
    public void A_hook_that_hangs_after_a_refresh_is_swept_and_the_manager_spared() =>
        Victims(Plan(Asleep(), Of((100, 1, "apt-get"), (110, 100, "http"), (120, 100, "hook"), (130, 120, "sleep")), Phase.Refresh)).Should().Equal(130, 120);

    [Fact]
    public void The_same_script_is_killed_again_until_the_third_time_and_then_its_installer_goes_and_then_the_manager()
    {
        var reports = new List<KillReport>();
        for (var i = 0; i < KillPlanner.RoundsBeforeEscalation; i++)
        {
            var again = Plan(Asleep(140), Of(Hung), earlier: [.. reports]);
            again!.Target.Should().Be("foo.postinst");
            reports.Add(Done(again));
        }

        var installer = Plan(Asleep(140), Of(Hung), earlier: [.. reports]);
        installer!.Target.Should().Be("dpkg");
        installer.Package.Should().Be("foo");
        installer.Steps[0].Should().BeEquivalentTo(new SignalStep(SignalNames.Terminate, [Id(110)], TimeSpan.FromSeconds(5)));
        Victims(installer).Should().Equal(140, 130, 120, 110);
        SweepIn(installer).Spared.Should().Equal(Id(100));
        installer.Why.Should().Contain("foo.postinst was killed 3 times").And.Contain("kill 4 of this job");

        reports.Add(Done(installer, isGone: false));
        Plan(Asleep(140), Of(Hung), earlier: [.. reports])!.Target.Should().Be("apt-get");
    }

    [Fact]
    public void The_installer_does_not_go_while_other_work_is_under_way()
    {
        var tree = Of([.. Hung, (150, 110, "bar.postinst")]);
        var report = Done(Plan(Asleep(140), tree)!);

        Plan(Asleep(140), tree, earlier: [report, report, report, report])!.Target.Should().Be("foo.postinst");
    }

    [Fact]
    public void An_installer_that_hangs_with_nothing_below_it_goes_itself()
    {
        var plan = Plan(Asleep(), Of((100, 1, "apt-get"), (110, 100, "dpkg")));

        plan!.Target.Should().Be("dpkg");
        plan.Steps[0].Should().BeOfType<SignalStep>().Which.Targets.Should().Equal(Id(110));
        Victims(plan).Should().Equal(110);
        SweepIn(plan).Spared.Should().Equal(Id(100));
    }

    [Fact]
    public void A_zombie_below_the_installer_is_nothing_below_it() =>
        Plan(Asleep(), Of((100, 1, "apt-get"), (110, 100, "dpkg"), (120, 110, "foo.postinst")).InState(120, 'Z'))!.Target.Should().Be("dpkg");

    [Fact]
    public void Orphans_in_the_session_go_before_a_manager_that_waits()
    {
        var plan = Plan(Asleep(), Of((100, 1, "apt-get"), (150, 1, "tail")));

        Victims(plan).Should().Equal(150);
        SweepIn(plan).Spared.Should().Equal(Id(100));
    }

    [Fact]
    public void Leftovers_of_a_root_that_is_gone_are_swept_and_named_after_what_was_killed_last()
    {
        var killed = Done(Plan(Asleep(140), Of(Hung))!);

        var plan = Plan(Asleep(), Of((130, 1, "sh"), (140, 130, "sleep")), earlier: killed);

        plan!.Target.Should().Be("leftover of foo.postinst");
        plan.Package.Should().Be("foo");
        Victims(plan).Should().Equal(140, 130);
        Plan(Asleep(), Of((130, 1, "sh"), (140, 130, "sleep")), earlier: [killed, Done(plan)])!.Target.Should().Be("leftover of foo.postinst");
    }

    [Fact]
    public void An_installer_that_outlived_its_manager_is_spared_as_ever()
    {
        var plan = Plan(Asleep(), Of((110, 1, "dpkg"), (120, 110, "foo.postinst"), (130, 120, "sleep")));

        Victims(plan).Should().Equal(130, 120);
        SweepIn(plan).Spared.Should().Equal(Id(110));
    }

    [Fact]
    public void Suspects_in_uninterruptible_sleep_are_not_shot() => Plan(Asleep(140), Of(Hung).InState(140, 'D')).Should().BeNull();

    [Fact]
    public void An_uninterruptible_sleeper_beside_the_suspects_is_named() =>
        Plan(Asleep(130), Of(Hung).InState(140, 'D'))!.Why.Should().Contain("uninterruptible sleep, ends when the kernel lets it: sleep (pid 140)");

    [Fact]
    public void Critical_work_is_only_reported()
    {
        var plan = Plan(Asleep(140), Of(Hung), priority: Priority.Critical);

        plan!.IsReportOnly.Should().BeTrue();
        plan.Target.Should().Be("foo.postinst");
    }

    [Fact]
    public void A_stopped_tree_is_let_go_on_once_before_anything_is_killed()
    {
        var verdict = new Stalled(StallReason.Stopped, []) { Evidence = [] };
        var tree = Of(Hung).InState(110, 'T').InState(140, 'T');

        var first = Plan(verdict, tree);
        first!.IsResume.Should().BeTrue();
        first.Steps.Should().BeEquivalentTo([new SignalStep(SignalNames.Continue, [Id(140), Id(110)], TimeSpan.Zero)]);

        Victims(Plan(verdict, tree, earlier: Done(first))).Should().Equal(140, 130, 120);
    }

    [Fact]
    public void A_tree_that_is_gone_needs_no_kill() => Plan(Asleep(), Of()).Should().BeNull();

    [Fact]
    public void A_guarded_command_without_a_manager_goes_as_a_whole() =>
        Victims(Plan(Asleep(), Of((100, 1, "make"), (110, 100, "cc")))).Should().Equal(110, 100);
}
