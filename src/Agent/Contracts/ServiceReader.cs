using System.Globalization;
using KuPkg.Agent.Locks;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>Looks at services: their units, and in one pass over /proc their processes, with what these run and where they listen. Changes nothing. Thread-safe.</summary>
internal sealed class ServiceReader(ILauncher launcher)
{
    private readonly UnitShow _units = new(launcher);

    /// <summary>Clock ticks since boot, as the start times of processes are told in.</summary>
    public static long NowTicks() =>
        ProcFile.TryReadText("/proc/uptime") is { } text && double.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out var seconds) ? (long)(seconds * ProcessId.TicksPerSecond) : 0;

    /// <summary>The boot that this host is in.</summary>
    public static string BootId() => ProcFile.TryReadText("/proc/sys/kernel/random/boot_id")?.Trim() ?? "";

    /// <summary>Looks at some services, all at the same moment.</summary>
    /// <param name="contracts">Which.</param>
    /// <param name="stop">Ends the question to systemd.</param>
    /// <returns>One for each, in their order.</returns>
    /// <exception cref="IOException">systemd does not answer.</exception>
    public async Task<IReadOnlyList<ServiceLook>> LookAsync(IReadOnlyList<ServiceContract> contracts, CancellationToken stop)
    {
        if (contracts.Count == 0)
            return [];
        var supervised = UnitShow.IsSystemdHost ? contracts.Where(static c => c.Supervisor == Supervisor.Systemd).Select(TouchPolicy.UnitOf).Distinct().ToList() : [];
        var units = await _units.AskAsync(supervised, stop);
        var at = NowTicks();
        var boot = BootId();
        var processes = Processes();
        var listening = new Lazy<ListenTable>(ListenTable.Read);
        return [.. contracts.Select(c => Look(c, units.GetValueOrDefault(TouchPolicy.UnitOf(c)), at, boot, processes, listening))];
    }

    private static ServiceLook Look(ServiceContract contract, UnitState? unit, long at, string boot, List<Seen> all, Lazy<ListenTable> listening)
    {
        var name = unit is null ? "" : TouchPolicy.UnitOf(contract);
        var executable = contract.Executable ?? all.Find(p => unit is { MainPid: > 0 } && p.Stat.Id.Pid == unit.MainPid)?.Executable;
        var uid = contract.User is { } user ? Accounts.UidOf(user) : null;
        var own = new List<ServiceProcess>();
        var buffer = new byte[1 << 16];
        foreach (var seen in all)
        {
            var home = unit is null ? HomePolicy.OfUnsupervised(seen.Cgroup, seen.IsNested, UnitShow.IsSystemdHost) : HomePolicy.Of(seen.Cgroup, name, seen.IsNested);
            if (unit is null && home == ProcessHome.OwnUnit && !IsInstance(seen, contract, uid))
                continue;
            // A stray is told by the executable that the contract names; without one only what stands in the unit is the service's.
            if (home != ProcessHome.OwnUnit && !IsInstance(seen, contract, uid))
                continue;
            own.Add(new ServiceProcess(seen.Stat.Id, seen.Stat.Name, seen.Executable, seen.Image, home)
            {
                ParentPid = seen.Stat.ParentPid,
                Session = seen.Stat.Session,
                State = seen.Stat.State,
                Unit = UnitIn(seen.Cgroup),
                Listens = listening.Value.Of(seen.Stat.Id.Pid),
                Deleted = [.. DeletedCode.FilesOf(seen.Stat.Id.Pid, buffer).Where(UsrMerge.IsSystemCode)],
            });
        }

        return new ServiceLook(contract.Name, at, own) { Unit = unit, Executable = executable, OnDisk = executable is null ? null : FileIdentities.Of(executable), BootId = boot };
    }

    private static bool IsInstance(Seen seen, ServiceContract contract, int? uid) =>
        contract.Executable is not null && seen.Executable == contract.Executable && (contract.User is null || seen.Uid == uid);

    private static List<Seen> Processes()
    {
        var found = new List<Seen>();
        foreach (var pid in ProcTable.Pids())
        {
            if (ProcStat.TryRead(pid) is not { } stat)
                continue;
            // A defunct process and a kernel thread run no file; the first still counts by its unit.
            var link = ExecutableOf(pid);
            if (link is null && stat.State is not ('Z' or 'X'))
                continue;
            var owner = ProcessOwner.Read(pid);
            var executable = link is null ? "" : DeletedCode.Unmarked(link);
            found.Add(new Seen(stat, executable, link is null ? default : FileIdentities.Of($"/proc/{pid}/exe") ?? default, CgroupOf(pid), owner?.IsNested == true, owner?.Uid ?? -1));
        }

        return found;
    }

    // Null: a thread of the kernel, a process that has ended, or one that is not ours to look at.
    internal static string? ExecutableOf(int pid) => ProcFile.TryReadLink($"/proc/{pid}/exe");

    // 0::/system.slice/foo.service
    // 1:name=systemd:/system.slice/foo.service
    internal static string CgroupOf(int pid)
    {
        var lines = (ProcFile.TryReadText($"/proc/{pid}/cgroup") ?? "").Split('\n');
        var line = Array.Find(lines, static l => l.StartsWith("0::/", StringComparison.Ordinal) && l.Length > 4) ?? Array.Find(lines, static l => l.Contains(":name=systemd:", StringComparison.Ordinal));
        return line is null ? "" : line[(line.IndexOf(":/", StringComparison.Ordinal) + 1)..];
    }

    internal static string UnitIn(string cgroup) => UnitName.In(cgroup);

    private sealed record Seen(ProcStat Stat, string Executable, FileIdentity Image, string Cgroup, bool IsNested, int Uid);
}
