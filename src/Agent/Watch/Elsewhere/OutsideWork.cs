using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch.Elsewhere;

/// <summary>
/// Work done for one tree by others: the units whose systemd jobs it waits for, the peers of local sockets on which it sleeps, and the holders of file locks
/// for which it waits. Who serves everybody (init, the bus, the journal, KuPkg itself) never counts.
/// </summary>
internal sealed class OutsideWork(ILauncher launcher) : IOutsideWork
{
    private static readonly TimeSpan FindProcessesAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FindUnitsAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(20);

    private readonly SocketPeers _peers = new();
    private readonly UnitJobs _jobs = new(launcher);
    private readonly Dictionary<string, (Outsider Outsider, TimeSpan FoundAt)> _known = [];
    private TimeSpan _processesDue;
    private TimeSpan _unitsDue;
    private Task<IReadOnlyList<(string Unit, ControlGroup Group)>>? _units;

    public IReadOnlyList<ElsewhereWork> Look(IReadOnlyList<Member> members, TimeSpan at)
    {
        if (_units is { IsCompleted: true } found)
        {
            foreach (var (unit, group) in found.GetAwaiter().GetResult())
                Note($"unit {unit}", at, who => Outsider.Of(who, group));
            _units = null;
        }

        if (at >= _processesDue)
        {
            _processesDue = at + FindProcessesAgain;
            FindProcesses(members, at);
            Forget(at);
        }

        if (at >= _unitsDue && _units is null && UnitJobs.WaitedFor(members) is { Count: > 0 } named)
        {
            _unitsDue = at + FindUnitsAgain;
            _units = _jobs.FindAsync(named);
        }

        return _known.Count == 0 ? [] : [.. _known.Values.Select(static k => k.Outsider.Read())];
    }

    private void FindProcesses(IReadOnlyList<Member> members, TimeSpan at)
    {
        foreach (var member in members)
        {
            if (member.Sleep is not { } sleep)
                continue;
            if (sleep.LockHolder is { } holder && Counters.Stat(holder.Pid) is { } stat && stat.Id == holder && Counts(stat, members))
                Note($"{stat.Name} (pid {stat.Id}) which holds the {sleep.Point.Detail}", at, who => Outsider.Of(who, stat.Id));
            foreach (var socket in sleep.Sockets)
            {
                foreach (var (peer, over) in _peers.Of(member.Id.Pid, socket, at))
                {
                    if (Counters.Stat(peer) is { } owner && Counts(owner, members))
                        Note($"{owner.Name} (pid {owner.Id}) over {over}", at, who => Outsider.Of(who, owner.Id));
                }
            }
        }
    }

    private static bool Counts(ProcStat process, IReadOnlyList<Member> members) =>
        process.Id.Pid != 1 && process.Id.Pid != Environment.ProcessId && process.State is not ('Z' or 'X')
        && !process.Name.StartsWith("dbus-", StringComparison.Ordinal)
        && !process.Name.StartsWith("systemd-journal", StringComparison.Ordinal)
        && !members.Any(m => m.Id == process.Id);

    private void Note(string who, TimeSpan at, Func<string, Outsider> make) =>
        _known[who] = (_known.TryGetValue(who, out var known) ? known.Outsider : make(who), at);

    private void Forget(TimeSpan at)
    {
        foreach (var (who, known) in _known)
        {
            if (at - known.FoundAt > Remembered)
                _known.Remove(who);
        }
    }
}
