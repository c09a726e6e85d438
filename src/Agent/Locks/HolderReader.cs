using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Locks;
using KuPkg.Policy.Model;
using System.Globalization;

namespace KuPkg.Agent.Locks;

/// <summary>Finds out what stands behind a lock's holder: the topmost package manager above it, and whose that is.</summary>
internal static class HolderReader
{
    /// <summary>More ancestors than any process has; a garbled reading must not go round for ever.</summary>
    private const int MostAncestors = 64;

    private const string OwnName = "kupkg";

    /// <summary>Who holds it; null when the process is gone by now.</summary>
    public static Holder? Of(LockHolder held) => held.Pid switch
    {
        LockHolder.OutOfSight => new Holder { Kind = HolderKind.OutOfSight },
        < 0 when Environment.IsPrivilegedProcess => new Holder { Kind = HolderKind.OutOfSight },
        < 0 => new Holder { Kind = HolderKind.Hidden },
        _ => OfProcess(held.Pid),
    };

    private static Holder? OfProcess(int pid)
    {
        var line = Ancestry(pid);
        if (line.Count == 0 || ProcessOwner.Read(pid) is not { } owner)
            return null;

        // The holder itself, or what it was started by: a program that a package manager runs for its own ends belongs to it.
        var at = line.FindIndex(l => l.Family is not null);
        while (at >= 0 && at + 1 < line.Count && line[at + 1].Family is not null)
            at++;
        var top = line[Math.Max(at, 0)];
        var kind = owner.IsNested ? HolderKind.Container
            : line.Exists(l => l.Stat.Name == OwnName) ? HolderKind.OwnRun
            : at >= 0 ? HolderKind.Manager
            : HolderKind.Unknown;
        var place = ProcessPlace.Read(top.Stat.Id.Pid);
        return new Holder
        {
            Kind = kind,
            Top = top.Stat.Id,
            Name = top.Family ?? top.Stat.Name,
            Command = top.Command,
            User = Accounts.NameOf(ProcessOwner.Read(top.Stat.Id.Pid)?.Uid ?? owner.Uid),
            Age = AgeOf(top.Stat),
            Unit = place.Unit,
            Session = place.Session,
            Terminal = ProcessPlace.TerminalOf(top.Stat.Terminal),
        };
    }

    // The process first. Who has another parent by the time it is read was reparented: the line then ends early, which spares.
    private static List<(ProcStat Stat, string Command, string? Family)> Ancestry(int pid)
    {
        var line = new List<(ProcStat, string, string?)>();
        for (var at = pid; at > 1 && line.Count < MostAncestors && Counters.Stat(at) is { State: not ('Z' or 'X') } stat; at = stat.ParentPid)
        {
            var command = Counters.Command(at);
            line.Add((stat, command, ManagerFamily.NameOf(command)));
        }

        return line;
    }

    // 4023.55 7811.90
    private static TimeSpan? AgeOf(ProcStat stat) =>
        ProcFile.TryReadText("/proc/uptime")?.Split(' ') is [var up, ..]
            && double.TryParse(up, CultureInfo.InvariantCulture, out var seconds) && seconds - (stat.Id.StartTicks / ProcessId.TicksPerSecond) is var age and >= 0
            ? TimeSpan.FromSeconds(age)
            : null;
}
