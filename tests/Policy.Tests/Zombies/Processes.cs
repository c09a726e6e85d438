using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;
using KuPkg.Policy.Zombies;

namespace KuPkg.Policy.Tests.Zombies;

/// <summary>Invented processes and units.</summary>
internal static class Processes
{
    public const string Food = "/usr/sbin/food", FoodGroup = "/system.slice/food.service", SessionGroup = "/user.slice/user-1000.slice/session-3.scope";

    public static SeenProcess Init { get; } = new(new ProcessId(1, 0), "systemd", 'S', 0) { User = "root", Cgroup = "/init.scope", Executable = "/usr/lib/systemd/systemd" };

    /// <summary>A process of food.service, started by systemd.</summary>
    public static SeenProcess Of(int pid, string cgroup = FoodGroup, int parent = 1, string name = "food") =>
        new(new ProcessId(pid, pid), name, 'S', parent) { User = "root", Cgroup = cgroup, Executable = Food, Command = $"{Food} -d" };

    public static SeenProcess Zombie(int pid, int parent, string cgroup = FoodGroup) => Of(pid, cgroup, parent, "sh") with { State = 'Z', Executable = "", Command = "" };

    public static SeenProcess Replaced(this SeenProcess process) => process with { Image = ImageState.Replaced, Deleted = [process.Executable] };

    public static UnitState Unit(string name = "food.service", int main = 0, string state = "active", string sub = "running") =>
        new(name) { LoadState = "loaded", ActiveState = state, SubState = sub, MainPid = main };

    public static HostProcesses Host(SeenProcess[] processes, params UnitState[] units) =>
        new([Init, .. processes]) { IsSystemd = true, Units = units.ToDictionary(static u => u.Name), OwnUnit = "ssh.service" };
}
