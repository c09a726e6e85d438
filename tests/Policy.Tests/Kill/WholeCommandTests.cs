using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;
using static KuPkg.Policy.Tests.Kill.Trees;

namespace KuPkg.Policy.Tests.Kill;

/// <summary>A command under guard goes as a whole: asked twice, then killed.</summary>
public class WholeCommandTests
{
    private static KillPlan? Plan(Verdict verdict, TreeSample tree, Priority priority = Priority.Normal, params KillReport[] earlier) =>
        KillPlanner.Plan(verdict, tree, static _ => ProcessRole.Work, Phase.Command, priority, earlier.Length + 1, earlier);

    [Fact]
    public void All_of_it_is_asked_parents_first_and_then_killed_leaves_first()
    {
        var plan = Plan(Asleep(130), Of((100, 1, "make"), (110, 100, "sh"), (120, 110, "test"), (130, 120, "sleep")))!;

        plan.Target.Should().Be("make");
        plan.Steps.Take(2).Should().BeEquivalentTo<KillStep>(
            [
                new SignalStep(SignalNames.Interrupt, [Id(100), Id(110), Id(120), Id(130)], TimeSpan.FromSeconds(5)),
                new SignalStep(SignalNames.Terminate, [Id(100), Id(110), Id(120), Id(130)], TimeSpan.FromSeconds(10)),
            ],
            o => o.WithStrictOrdering().RespectingRuntimeTypes());
        var sweep = plan.Steps[2].Should().BeOfType<SweepStep>().Subject;
        sweep.Victims.Select(v => v.Pid).Should().Equal(130, 120, 110, 100);
        sweep.Roots.Should().Equal(Id(100));
        plan.Steps.Should().HaveCount(3);
    }

    [Fact]
    public void Orphans_in_its_session_go_too_and_a_package_manager_in_it_is_nothing_special()
    {
        var plan = Plan(new OverBudget(true) { Evidence = [] }, Of((100, 1, "sh"), (110, 100, "apt-get"), (120, 110, "dpkg"), (140, 1, "orphan")))!;
        plan.Steps.OfType<SweepStep>().Single().Victims.Select(v => v.Pid).Should().BeEquivalentTo([100, 110, 120, 140]);
        plan.Steps.OfType<SweepStep>().Single().Spared.Should().BeEmpty();
    }

    [Fact]
    public void It_goes_as_a_whole_also_when_it_shares_the_session_of_a_shell()
    {
        var tree = Of((100, 1, "make"), (110, 100, "sleep"));
        tree = tree with { HasOwnSession = false, Processes = [.. tree.Processes.Select(static p => p with { Session = 50 })] };
        Plan(Asleep(110), tree)!.Steps.OfType<SignalStep>().First().Targets.Should().Equal(Id(100), Id(110));
    }

    [Fact]
    public void A_stopped_one_is_let_go_on_once_before_it_is_asked_to_end()
    {
        var tree = Of((100, 1, "make"), (110, 100, "sleep")).InState(100, 'T').InState(110, 'T');
        var stopped = new Stalled(StallReason.Stopped, [Id(110)]) { Evidence = [] };
        var first = Plan(stopped, tree)!;
        first.IsResume.Should().BeTrue();
        Plan(stopped, tree, Priority.Normal, Done(first))!.IsKill.Should().BeTrue();
    }

    [Fact]
    public void A_hook_is_ended_also_where_the_host_is_critical()
    {
        var tree = Of((100, 1, "10-drain"), (110, 100, "sleep"));
        foreach (var verdict in new Verdict[] { Asleep(110), new OverBudget(true) { Evidence = [] } })
            KillPlanner.Plan(verdict, tree, static _ => ProcessRole.Work, Phase.Hook, Priority.Critical, 1, [])!.Steps.Should().HaveCount(3, verdict.Name);
    }

    [Fact]
    public void Critical_work_is_only_told_of_and_what_sleeps_uninterruptibly_is_left()
    {
        Plan(Asleep(100), Of((100, 1, "migrate")), Priority.Critical)!.IsReportOnly.Should().BeTrue();
        Plan(Asleep(100), Of((100, 1, "cp")).InState(100, 'D')).Should().BeNull();
    }
}
