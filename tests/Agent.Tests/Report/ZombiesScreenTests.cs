using KuPkg.Agent.Report;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;
using KuPkg.Policy.Zombies;

namespace KuPkg.Agent.Tests.Report;

public sealed class ZombiesScreenTests
{
    private const long Now = 4 * 3600 * 100;

    private static readonly SeenProcess Food = new(new ProcessId(812, 100), "food", 'S', 1)
    {
        User = "food", Command = "/usr/sbin/food -d", Executable = "/usr/sbin/food", Cgroup = "/system.slice/food.service",
    };

    private static readonly ZombieFindings Findings = ZombieFindings.Of(new HostProcesses(
    [
        Food,
        .. Enumerable.Range(900, 8).Select(static n => new SeenProcess(new ProcessId(n, 3600 * 100), "sh", 'Z', 812) { User = "food" }),
        Food with { Id = new ProcessId(700, 50), Image = ImageState.Replaced, Deleted = ["/usr/sbin/food"] },
        Food with { Id = new ProcessId(301, 60), Name = "dbus-daemon", Cgroup = "/system.slice/dbus.service", Deleted = ["/usr/lib/libexpat.so.1"] },
        Food with { Id = new ProcessId(302, 60), Name = "nginx", Cgroup = "/system.slice/nginx.service", Deleted = ["/a.so", "/b.so", "/c.so", "/d.so", "/e.so"] },
        Food with { Id = new ProcessId(303, 60), Name = "bash", User = "root", Cgroup = "/user.slice/user-0.slice/session-3.scope", Deleted = ["/usr/lib/libtinfo.so.6"] },
        Food with { Id = new ProcessId(304, 60), Name = "left", Command = "/usr/bin/left\u001b[31m --for ever", Cgroup = "/system.slice" },
        Food with { Id = new ProcessId(400, 60), IsNested = true },
        Food with { Id = new ProcessId(401, 60), ParentPid = 304, IsHidden = true },
    ])
    {
        IsSystemd = true,
        Units = new Dictionary<string, KuPkg.Policy.Gates.UnitState> { ["food.service"] = new("food.service") { ActiveState = "active", MainPid = 812 } },
    });

    private static readonly ServiceAct[] Acts =
    [
        new(Screens.Now, "zombies --clean", "food", "nudge", "8 defunct children of food (pid 812)", false, "SIGCHLD sent: 0 of 8 gone, 8 still defunct"),
        new(Screens.Now, "zombies --clean", "food", "restart", "8 defunct children of food (pid 812), the oldest started 3 h ago; a nudge did not help", true, "food.service is active (running), main process 960; none of them is left"),
    ];

    [Fact]
    public void Each_kind_has_a_section_and_control_characters_do_nothing() =>
        Screens.Text(w => ZombiesScreen.Write(w, Terminal.None, Findings, Now, Screens.Now, isRoot: false)).ShouldBeApproved("zombies.txt");

    [Fact]
    public void The_document_says_the_same() =>
        Screens.Text(w => ZombiesJson.Write(w, Findings, ZombiesJson.Cleaning(Acts, ["food (pid 700) is left alone: zombies.kill does not name it"], 0), Now, Screens.Now)).ShouldBeApproved("zombies.json");

    [Fact]
    public void A_cleaning_is_told_act_by_act() =>
        Screens.Text(w => ZombiesScreen.WriteCleaning(w, Terminal.None, Acts, ["food (pid 700) is left alone: zombies.kill does not name it"], 1)).ShouldBeApproved("zombies-clean.txt");

    [Fact]
    public void A_host_with_nothing_of_all_this_has_one_line() =>
        Screens.Text(w => ZombiesScreen.Write(w, Terminal.None, new ZombieFindings([], [], [], []) { Looked = 83 }, Now, Screens.Now, isRoot: true))
            .Should().Be("OK: nothing defunct, no old instance, no deleted code, no orphan among 83 processes.\n");
}
