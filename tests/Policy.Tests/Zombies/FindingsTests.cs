using KuPkg.Policy.Zombies;
using static KuPkg.Policy.Tests.Zombies.Processes;

namespace KuPkg.Policy.Tests.Zombies;

public sealed class FindingsTests
{
    [Fact]
    public void A_healthy_host_has_nothing() =>
        ZombieFindings.Of(Host([Of(10), Of(11, parent: 10), Of(12, SessionGroup)], Unit(main: 10))).Should().Match<ZombieFindings>(static f => f.IsNothing && f.Looked == 4);

    [Fact]
    public void A_thousand_zombies_of_one_parent_are_one_group_with_the_oldest_first()
    {
        var zombies = Enumerable.Range(100, 1000).Reverse().Select(static n => Zombie(n, 10)).Append(Zombie(50, 20));
        var groups = DefunctGroups.Find(Host([Of(10), Of(20), .. zombies]));
        groups.Should().HaveCount(2);
        groups[0].Zombies.Should().HaveCount(1000);
        groups[0].Zombies[0].Id.Pid.Should().Be(100);
        groups[0].Words.Should().Be("1000 defunct children of food (pid 10)");
        groups[1].Words.Should().Be("1 defunct child of food (pid 20)");
        groups[1].Unit.Should().Be("food.service");
    }

    [Fact]
    public void A_leader_that_ended_before_its_threads_is_no_zombie() => DefunctGroups.Find(Host([Of(10), Zombie(11, 10) with { Threads = 3 }])).Should().BeEmpty();

    [Fact]
    public void A_parent_that_cannot_reap_is_told_and_one_in_a_container_is_not_nudged()
    {
        DefunctGroup Under(SeenProcess parent) => DefunctGroups.Find(Host([parent, Zombie(11, 10)])).Single();
        Under(Of(10)).Should().Match<DefunctGroup>(static g => g.Remark == "" && g.MayBeNudged);
        Under(Of(10) with { State = 'T' }).Remark.Should().Contain("kill -CONT 10");
        Under(Of(10) with { IsNested = true }).Should().Match<DefunctGroup>(static g => g.Remark.Contains("container") && !g.MayBeNudged && g.Unit == "");
        DefunctGroups.Find(Host([Zombie(11, 1)])).Single().Should().Match<DefunctGroup>(static g => g.Remark.Contains("init process") && g.MayBeNudged);
        DefunctGroups.Find(Host([Zombie(11, 99)])).Single().Should().Match<DefunctGroup>(static g => g.Remark.Contains("could not be seen") && !g.MayBeNudged);
    }

    [Fact]
    public void What_a_restart_of_its_unit_renews_is_a_service_with_deleted_code_and_no_old_instance()
    {
        var findings = ZombieFindings.Of(Host([Of(10), Of(11, parent: 10).Replaced()], Unit(main: 10)));
        findings.Old.Should().BeEmpty();
        findings.Stale.Single().Should().Match<StaleGroup>(static g => g.Name == "food.service" && g.Remedy == "systemctl restart food.service" && g.Files[0] == Food);
    }

    [Fact]
    public void What_is_left_beside_a_new_main_process_is_an_old_instance_and_no_stale_service()
    {
        var findings = ZombieFindings.Of(Host([Of(10), Of(9).Replaced()], Unit(main: 10)));
        findings.Old.Single().Why.Should().Be("its executable was replaced; in food.service beside its main process food (pid 10)");
        findings.Stale.Should().BeEmpty();
        findings.Orphans.Should().BeEmpty();
    }

    [Theory]
    [InlineData("/", "its executable was replaced; in no unit")]
    [InlineData("/system.slice", "its executable was replaced; in no unit")]
    [InlineData("/system.slice/run-12.scope", "its executable was replaced; in run-12.scope")]
    [InlineData("/user.slice/user-0.slice/session-3.scope", null)]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/app.slice/x.service", null)]
    [InlineData("/system.slice/docker-0123.scope", null)]
    [InlineData("/system.slice/unasked.service", null)]
    public void An_old_instance_is_nobody_s_session_container_or_unknown_unit(string cgroup, string? why) =>
        OldInstances.Find(Host([Of(9, cgroup).Replaced()])).Select(static o => o.Why).Should().Equal(why is null ? [] : [why]);

    [Fact]
    public void Without_a_known_main_process_an_active_unit_s_own_processes_are_the_service()
    {
        OldInstances.Find(Host([Of(9).Replaced()], Unit(main: 0))).Should().BeEmpty();
        OldInstances.Find(Host([Of(9).Replaced()], Unit(main: 0, state: "inactive", sub: "dead"))).Single().Why.Should().Contain("which is inactive (dead)");
    }

    [Fact]
    public void Where_no_systemd_runs_only_what_has_a_newer_instance_beside_it_is_an_old_one()
    {
        HostProcesses Plain(params SeenProcess[] all) => new(all);
        OldInstances.Find(Plain(Of(9, "/").Replaced())).Should().BeEmpty();
        OldInstances.Find(Plain(Of(9, "/").Replaced(), Of(10, "/"))).Single().Why.Should().Be("its executable was replaced, and food (pid 10) runs the one on disk");
        StaleGroups.Find(Plain(Of(9, "/").Replaced()), []).Single().Should().Match<StaleGroup>(static g => g.Kind == StaleKind.Outside && g.Remedy.Contains("/usr/sbin/food -d"));
    }

    [Fact]
    public void What_runs_deleted_code_is_grouped_by_what_renews_it()
    {
        SeenProcess Stale(int pid, string cgroup) => Of(pid, cgroup) with { Deleted = ["/usr/lib/libssl.so.3"] };
        var groups = ZombieFindings.Of(Host(
            [Stale(20, "/system.slice/dbus.service"), Stale(21, FoodGroup), Stale(22, FoodGroup), Stale(23, SessionGroup), Stale(24, SessionGroup), Stale(25, "/system.slice/ssh.service"), Stale(26, "/lxc/foo")])).Stale;
        groups.Select(static g => (g.Name, g.Processes.Count, g.Remedy.Split(':')[0])).Should().Equal(
            ("dbus.service", 1, "needs a reboot"), ("food.service", 2, "systemctl restart food.service"),
            ("ssh.service", 1, "by hand (this run, or whoever started it, runs in it)"), ("session 3 (root)", 2, "log out"));
        StaleGroups.Find(new HostProcesses([Init with { Deleted = ["/usr/lib/x.so"] }]) { IsSystemd = true }, []).Single().Remedy.Should().StartWith("needs a reboot");
    }

    [Theory]
    [InlineData("/system.slice/food.service", "inactive", "dead", 1, "it was left in food.service, which is inactive (dead)")]
    [InlineData("/system.slice/food.service", "failed", "failed", 1, "it was left in food.service, which is failed (failed)")]
    [InlineData("/system.slice/food.service", "inactive", "dead", 10, null)]
    [InlineData("/system.slice/food.service", "active", "exited", 1, null)]
    [InlineData("/system.slice/food.service", "deactivating", "stop-sigterm", 1, null)]
    [InlineData("/system.slice/run-1.scope", "active", "abandoned", 1, "it was left in run-1.scope, which whoever made it has abandoned")]
    [InlineData("/system.slice/run-1.scope", "active", "running", 1, null)]
    [InlineData("/system.slice", "", "", 1, "it is in no unit (control group /system.slice)")]
    [InlineData("/", "", "", 1, "it is in no unit (control group /)")]
    [InlineData("", "", "", 1, null)]
    [InlineData("/user.slice/user-1000.slice/session-3.scope", "active", "abandoned", 1, null)]
    [InlineData("/machine.slice/x.scope", "active", "abandoned", 1, null)]
    public void An_orphan_is_below_init_and_in_nothing_that_is_active(string cgroup, string state, string sub, int parent, string? why)
    {
        var host = Host([Of(9, cgroup, parent)], Unit("food.service", 0, state, sub), Unit("run-1.scope", 0, state, sub));
        OrphanRule.Find(host, []).Select(static o => o.Why).Should().Equal(why is null ? [] : [why]);
        OrphanRule.Find(host with { IsSystemd = false }, []).Should().BeEmpty();
        OrphanRule.Find(Host([Of(9, cgroup, parent) with { IsKernelThread = true }]), []).Should().BeEmpty();
    }

    [Fact]
    public void Only_units_that_a_rule_asks_for_are_asked_for_and_of_a_zombie_its_parent_s() =>
        Host([Of(10), Zombie(11, 12, "/system.slice/gone.service"), Of(12, "/system.slice/parent.service", parent: 10), Of(13, "/system.slice/child.service", parent: 10), Of(14, SessionGroup), Of(15, "/machine.slice/c.scope")])
            .Wanted().Should().BeEquivalentTo("food.service", "parent.service");

    [Fact]
    public void Parents_in_a_circle_end() => new HostProcesses([Of(5, parent: 6), Of(6, parent: 5)]).IsBelow(Of(5, parent: 6), Of(7)).Should().BeFalse();
}
