using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.Locks;
using KuPkg.Agent.Tests.Kill;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Locks;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Locks;

[Collection("processes")]
public sealed class HolderWatchTests : IDisposable
{
    private static readonly RoleOf Roles = ManagerFamily.Roles(AptRoles.Of);

    private readonly LockScene _scene = new();

    public void Dispose() => _scene.Dispose();

    private static HolderWatch Watch(ProcessId top, double hungAfter = 2) =>
        HolderWatch.TryBegin(top, TimeSpan.FromSeconds(hungAfter), TimeSpan.FromMinutes(30), Roles, new NothingElsewhere(), TimeProvider.System)!;

    private static async Task<(TreeSample Sample, Verdict Verdict)> UntilAsync(HolderWatch watch, Func<TreeSample, Verdict, bool> isWished)
    {
        var look = watch.Look();
        await Eventually.TrueAsync(() => isWished((look = watch.Look()).Sample, look.Verdict), "a verdict");
        return look;
    }

    [Fact]
    public async Task A_holder_that_sleeps_is_hung_and_one_that_works_is_not()
    {
        using var hung = _scene.Manager("apt-get", "sleep 1000");
        using var busy = _scene.Start("dpkg", "while True: pass", locks: null);
        using var watch = Watch(hung.Id);
        using var other = Watch(busy.Id);

        Verdict worked = other.Look().Verdict;
        await UntilAsync(watch, (_, v) =>
        {
            worked = other.Look().Verdict;
            return v is Stalled { Reason: StallReason.AllAsleep };
        });

        worked.Should().BeOfType<Progressing>();
    }

    [Fact]
    public async Task A_stopped_holder_is_let_go_on_by_the_ladder_of_our_own_jobs()
    {
        using var apt = _scene.Manager("apt-get", "sleep 1000");
        using var watch = Watch(apt.Id);
        await UntilAsync(watch, (s, _) => s.Processes.Count >= 2);
        using (var open = KuPkg.Agent.Shell.PidFd.TryOpen(apt.Id))
            open!.Send(SignalNames.Stop);
        var (sample, _) = await UntilAsync(watch, (s, v) => v is Quiet && s.Processes.Any(p => p.State == 'T'));
        HolderPolicy.Decide((await _scene.OwnerAsync()).Holder, new HolderSeen(new Quiet(default, default) { Evidence = [] }, true, false, default), new LockSettings(), Priority.Normal)
            .Should().BeOfType<LetGoOn>();

        var plan = KillPlanner.Plan(new Stalled(StallReason.Stopped, []) { Evidence = [] }, sample, Roles, Phase.Install, Priority.Normal, 1, [])!;
        plan.IsResume.Should().BeTrue();
        await Scene.Killer.CarryOutAsync(plan, sample, null, null);

        await UntilAsync(watch, (s, _) => s.Processes.Count > 0 && s.Processes.All(p => p.State != 'T'));
        apt.HasEnded.Should().BeFalse();
    }

    [Fact]
    public async Task A_kill_of_a_strangers_tree_spares_what_else_is_in_its_session()
    {
        // A person's shell: apt-get with its hook, and an orphan of something else, younger than both, in the same session.
        var apt = _scene.Script("apt-get", LockScene.First, "subprocess.run(['/bin/sh', '-c', 'sleep 1001; true'])");
        using var shell = Spawned.Shell($"python3 {apt} & while ! pgrep -f 'sleep 1001' -s 0 >/dev/null; do sleep 0.1; done; sh -c 'sleep 1002 & echo $! >{_scene.Path("new")}; mv {_scene.Path("new")} {_scene.Path("orphan")}'; sleep 1003");
        var orphanFile = _scene.Path("orphan");
        await Eventually.TrueAsync(() => File.Exists(orphanFile), "the orphan is there");
        var orphan = int.Parse(await File.ReadAllTextAsync(orphanFile), System.Globalization.CultureInfo.InvariantCulture);
        var top = (await _scene.OwnerAsync()).Holder.Top!.Value;
        using var watch = Watch(top);
        var (sample, verdict) = await UntilAsync(watch, (_, v) => v is Stalled);
        sample.HasOwnSession.Should().BeFalse();

        var plan = KillPlanner.Plan(verdict, sample, Roles, HolderPolicy.PhaseOf(sample, Roles), Priority.Normal, 1, [])!;
        var report = await Scene.Killer.CarryOutAsync(plan, sample, null, null);

        plan.Target.Should().Be("hook");
        report.IsGone.Should().BeTrue();
        report.Signals.Select(s => s.Target.Pid).Should().NotContain(orphan);
        KuPkg.Agent.Shell.ProcStat.TryRead(orphan).Should().NotBeNull("it is not of the holder's tree");
    }
}
