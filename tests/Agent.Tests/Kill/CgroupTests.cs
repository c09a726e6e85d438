using KuPkg.Agent.Kill;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.Kill;

[Collection("processes")]
public class CgroupTests
{
    private static KillPlan PlanFor(Scene scene, KuPkg.Policy.Watch.TreeSample tree) => new(
        "all", null, null, "",
        [new SweepStep([scene.Root.Id], [.. LeavesFirst.Order(tree.Processes, p => p.Id, p => p.ParentPid).Select(p => p.Id)], [])]);

    [SkippableFact]
    public async Task Victims_that_are_all_of_a_cgroup_are_frozen_with_it_and_it_is_left_thawed()
    {
        using var cgroup = TestCgroup.Freezable();
        using var scene = new Scene();
        scene.Start(cgroup.Enter + "sleep 1000 | cat | cat\ntrue");
        var tree = await LiveTree.OfAsync(scene.Root.Id, 4);

        var report = await Scene.Killer.CarryOutAsync(PlanFor(scene, tree), tree, null, null);

        report.IsGone.Should().BeTrue(string.Join(", ", report.Survivors));
        report.Signals.Should().HaveCount(4).And.OnlyContain(s => s.Signal == SignalNames.Kill);
        cgroup.Read("cgroup.freeze").Should().Be("0");
    }

    [SkippableFact]
    public async Task A_cgroup_that_holds_others_too_is_not_frozen()
    {
        using var cgroup = TestCgroup.Freezable();
        using var scene = new Scene();
        using var other = Spawned.Shell(cgroup.Enter + "exec sleep 1000");
        scene.Start(cgroup.Enter + "sleep 1000; true");
        var tree = await LiveTree.OfAsync(scene.Root.Id, 2);
        await Eventually.TrueAsync(() => cgroup.Read("cgroup.procs").Split('\n').Length == 3, "all are in");

        var report = await Scene.Killer.CarryOutAsync(PlanFor(scene, tree), tree, null, null);

        report.IsGone.Should().BeTrue();
        report.Signals.Select(s => s.Signal).Should().Equal(SignalNames.Stop, SignalNames.Stop, SignalNames.Kill, SignalNames.Kill);
        other.HasEnded.Should().BeFalse();
    }

    [SkippableFact]
    public async Task A_scope_of_ours_is_frozen_as_a_whole_and_goes_on_when_thawed()
    {
        using var cgroup = TestCgroup.Freezable();
        using var scene = new Scene();
        scene.Start(cgroup.Enter + "while :; do :; done");
        await Eventually.TrueAsync(() => cgroup.Read("cgroup.procs").Length > 0 && Ticks(scene) > 5, "it runs");

        using (var frozen = CgroupFreezer.TryFreezeScope(scene.Root.Id.Pid, TimeProvider.System))
        {
            frozen.Should().NotBeNull();
            cgroup.Read("cgroup.events").Should().Contain("frozen 1");
        }

        var after = Ticks(scene);
        await Eventually.TrueAsync(() => Ticks(scene) > after, "it goes on");
    }

    [Fact]
    public void The_cgroup_that_this_process_is_in_is_never_frozen() =>
        CgroupFreezer.TryFreezeScope(Environment.ProcessId, TimeProvider.System).Should().BeNull();

    [SkippableFact]
    public async Task A_script_that_doubles_for_ever_is_beaten_and_dpkg_goes_on()
    {
        using var cgroup = TestCgroup.Limited(processes: 1500);
        using var scene = new Scene();
        scene.Install(cgroup.Enter + "exec bash -c 'f() { sleep 0.01; f & f & }; f; wait; sleep 1000' 2>/dev/null");

        var (_, report) = await scene.KillAsync(count: 100);

        report.IsGone.Should().BeTrue(string.Join(", ", report.Survivors));
        (await scene.Root.ExitAsync()).Should().Be(100);
        await Eventually.TrueAsync(() => scene.Root.IsGroupEmpty, "nobody is left");
        scene.Read("log").Should().Contain("dpkg went on");
    }

    private static long Ticks(Scene scene) => ProcStat.TryRead(scene.Root.Id.Pid)!.Value.OwnTicks;
}
