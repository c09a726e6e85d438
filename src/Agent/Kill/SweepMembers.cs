using KuPkg.Agent.Shell;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Kill;

/// <summary>
/// The processes that one sweep ends: the plan's victims, their descendants of now, and what of them was orphaned since: the orphans in the
/// job's session that are no older than the tops. Never a spared one, nor what stands below it.
/// </summary>
internal sealed class SweepMembers : IDisposable
{
    /// <summary>Looks at the newest process for each listing of all. Each takes a few microseconds.</summary>
    private const int Guesses = 8;

    private readonly ProcessTable _table = new();
    private readonly Dictionary<int, Victim> _members = [];
    private readonly HashSet<ProcessId> _spared;
    private readonly HashSet<ProcessId> _planned;
    private readonly int _session;
    private readonly long _oldest;
    private int _room = DescriptorRoom.Left();

    public SweepMembers(SweepStep step, TreeSample snapshot)
    {
        _spared = [.. step.Spared];
        _planned = [.. step.Victims, .. step.Roots];
        _planned.ExceptWith(_spared);
        _oldest = step.Roots.Count == 0 ? long.MaxValue : step.Roots.Min(r => r.StartTicks);

        // The session says whose an orphan is only if it is the job's own, not one that the job shares with us or with a person's shell.
        var session = snapshot is { HasOwnSession: true, Processes.Count: > 0 } ? snapshot.Processes[0].Session : 0;
        _session = session != ProcStat.TryRead(Environment.ProcessId)?.Session ? session : 0;
    }

    public IReadOnlyCollection<Victim> All => _members.Values;

    public IReadOnlyList<Victim> LeavesFirst => Policy.Kill.LeavesFirst.Order([.. _members.Values], v => v.Id, v => v.ParentPid);

    /// <summary>Looks for members not met before; each is handed over the moment it is found.</summary>
    /// <returns>True when nothing moved: nobody new was there, and nobody of whom it cannot be told any more whose it was.</returns>
    public bool Gather(Action<Victim>? found = null)
    {
        var before = _members.Count;
        var dead = 0;
        if (found is not null)
            GatherNewest(found);

        var unclear = new List<ProcStat>();
        foreach (var stat in _table.Meet())
        {
            if (stat.State is 'Z' or 'X')
                dead += stat.Session == _session ? 1 : 0;
            else if (IsMember(stat))
                Add(stat, found);
            else
                unclear.Add(stat);
        }

        // The newest came first, so a child may have been met before its parent.
        for (var was = -1; was != _members.Count;)
        {
            was = _members.Count;
            for (var i = unclear.Count - 1; i >= 0; i--)
            {
                if (!IsMember(unclear[i]))
                    continue;
                Add(unclear[i], found);
                unclear.RemoveAt(i);
            }
        }

        // One of the job's session may be orphaned after it was read: who its parent is has to be read again in the next look.
        foreach (var stat in unclear.Where(MayBecomeOrphan))
            _table.Forget(stat.Id.Pid);

        return _members.Count == before && dead == 0 && _table.Vanished == 0;
    }

    /// <summary>Opens all pidfds now, so that nothing but the signals is left to do once the kill has begun.</summary>
    public void Hold()
    {
        foreach (var member in _members.Values)
            Hold(member);
    }

    public void Dispose()
    {
        foreach (var member in _members.Values)
            member.Dispose();
    }

    private void GatherNewest(Action<Victim> found)
    {
        for (var guess = 0; guess < Guesses; guess++)
        {
            if (_table.MeetNewest() is not { } stat)
                continue;
            if (stat.State is not ('Z' or 'X') && IsMember(stat))
                Add(stat, found);
            else
                _table.Forget(stat.Id.Pid);
        }
    }

    private bool IsMember(ProcStat stat) =>
        !_spared.Contains(stat.Id)
        && (_planned.Contains(stat.Id) || _members.ContainsKey(stat.ParentPid) || IsOrphan(stat));

    private bool MayBecomeOrphan(ProcStat stat) =>
        _session != 0 && stat.Session == _session && stat.Id.StartTicks >= _oldest && !_spared.Contains(stat.Id);

    private bool IsOrphan(ProcStat stat) =>
        MayBecomeOrphan(stat) && (_table.Find(stat.ParentPid) ?? ProcStat.TryRead(stat.ParentPid))?.Session != _session;

    private void Add(ProcStat stat, Action<Victim>? found)
    {
        var victim = new Victim(stat.Id, stat.ParentPid, stat.Name);
        if (!_members.TryAdd(stat.Id.Pid, victim) || found is null)
            return;
        Hold(victim);
        found(victim);
    }

    // Without room the pidfd is opened anew for each signal: slower, as safe.
    private void Hold(Victim victim)
    {
        if (_room > 0 && victim.TryHold())
            _room--;
    }
}
