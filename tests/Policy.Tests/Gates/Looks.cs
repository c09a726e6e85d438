using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Gates;

/// <summary>Short forms of what is seen of services.</summary>
internal static class Looks
{
    public const string Exe = "/usr/sbin/food";

    public static readonly FileIdentity OldFile = new(1, 100), NewFile = new(1, 200);

    public static ServiceContract Contract { get; } = new() { Name = "foo", Packages = ["foo"], Executable = Exe, StopWithin = TimeSpan.FromSeconds(5) };

    public static TouchedService Service(ServiceContract? contract = null, bool isWritten = true) => new(contract ?? Contract, isWritten, [new Touch("foo", TouchKind.NamedInContract)], Treatment.Restart, "");

    public static ServiceProcess Process(int pid, long start, FileIdentity file, ProcessHome home = ProcessHome.OwnUnit) => new(new ProcessId(pid, start), "food", Exe, file, home);

    public static UnitState Active(int main) => new("foo.service") { LoadState = "loaded", ActiveState = "active", SubState = "running", UnitFileState = "enabled", MainPid = main };

    /// <summary>Before: main process 10, started at 50, seen at 100.</summary>
    public static ServiceLook Before(params ServiceProcess[] more) => new("foo", 100, [Process(10, 50, OldFile), .. more]) { Unit = Active(10), Executable = Exe, OnDisk = OldFile, BootId = "boot" };

    public static ServiceLook Now(UnitState? unit, params ServiceProcess[] processes) => new("foo", 300, processes) { Unit = unit, Executable = Exe, OnDisk = NewFile, BootId = "boot" };
}
