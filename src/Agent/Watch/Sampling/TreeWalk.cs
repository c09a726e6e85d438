using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>
/// Finds the processes of a job: the descendants of its root, whatever their session, and orphans that stayed in the job's own session. What took a
/// session of its own and lost its parent (a daemon) is no part of it. Not thread-safe.
/// </summary>
/// <param name="root">The job's root.</param>
/// <param name="session">The job's own session; null when it has none to itself.</param>
/// <param name="hasOwnSessionsOrphans">See <see cref="Job.HasOwnSessionsOrphans"/>.</param>
/// <param name="enough">After so many processes a look ends: the tree is running away, and a verdict must not wait for the last of them.</param>
/// <param name="hasChildrenFiles">Whether the kernel tells each thread's children (<see cref="HasChildrenFiles"/>); else each look is a scan of all processes.</param>
internal sealed class TreeWalk(ProcessId root, int? session, bool hasOwnSessionsOrphans, int enough, bool hasChildrenFiles)
{
    private readonly int _sessionOfOrphans = hasOwnSessionsOrphans ? Counters.Stat(Environment.ProcessId)?.Session ?? 0 : 0;

    /// <summary>After so many scans each foreign process is looked at anew: its pid may belong to another by now.</summary>
    private const int ForeignScans = 16;

    private readonly Dictionary<int, Member> _members = [];
    private readonly List<Member> _found = [];
    private readonly List<int> _open = [];
    private readonly List<int> _numbers = [];
    private readonly List<int> _pids = [];
    private readonly List<Member> _missing = [];
    private readonly Dictionary<ProcessId, string> _left = [];
    private HashSet<int> _foreign = [];
    private HashSet<int> _spareForeign = [];
    private int _scans;
    private long _look;

    /// <summary>Processes that were started since the first look, as far as they were seen.</summary>
    public long ForksSeen { get; private set; }

    /// <summary>Processes that were of the tree, took a session of their own and lost their parent: pid to short name.</summary>
    public IReadOnlyDictionary<ProcessId, string> Left => _left;

    /// <summary>Whether the last look found one that was new, or missed one.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>Whether this kernel was built with <c>/proc/PID/task/TID/children</c>.</summary>
    public static bool HasChildrenFiles { get; } = File.Exists($"/proc/{Environment.ProcessId}/task/{Environment.ProcessId}/children");

    /// <summary>Looks once.</summary>
    /// <param name="withScan">Also scan all processes for orphans whose parents ended between two looks.</param>
    /// <returns>The members, the root first; valid until the next look.</returns>
    public IReadOnlyList<Member> Look(bool withScan)
    {
        _look++;
        HasChanged = false;
        _found.Clear();
        Descend(root.Pid, isRoot: true);
        KeepOrphans();
        if ((withScan || !hasChildrenFiles) && _found.Count < enough)
        {
            int before;
            do
            {
                before = _found.Count;
                Scan();
            }
            while (!hasChildrenFiles && _found.Count > before);
        }

        return _found;
    }

    private void Descend(int top, bool isRoot = false)
    {
        _open.Clear();
        _open.Add(top);
        while (_open.Count > 0 && _found.Count < enough)
        {
            var pid = _open[^1];
            _open.RemoveAt(_open.Count - 1);
            if (Counters.Stat(pid) is { } stat && (!isRoot || stat.Id == root) && Take(stat) is { IsAlive: true } member)
                AddChildren(member);
            isRoot = false;
        }
    }

    private Member? Take(ProcStat stat)
    {
        var pid = stat.Id.Pid;
        if (!_members.TryGetValue(pid, out var member) || member.Id != stat.Id)
        {
            _members[pid] = member = new Member(stat.Id);
            _left.Remove(stat.Id);
            HasChanged = true;
            if (stat.Id != root)
                ForksSeen++;
        }
        else if (member.SeenIn == _look)
        {
            return null;
        }

        member.SeenIn = _look;
        member.Update(stat);
        _found.Add(member);
        return member;
    }

    private void AddChildren(Member member)
    {
        var pid = member.Id.Pid;
        if (!hasChildrenFiles)
            return;
        if (member.Stat.Threads <= 1)
        {
            RawProc.AddChildren(pid, pid, _open);
            return;
        }

        _numbers.Clear();
        RawProc.AddNumbers(pid, "task"u8, _numbers);
        foreach (var thread in _numbers)
            RawProc.AddChildren(pid, thread, _open);
    }

    // Who was a member and is not below the root any more is gone, an orphan of the job, or a daemon.
    private void KeepOrphans()
    {
        if (_found.Count >= enough)
            return;
        _missing.Clear();
        foreach (var member in _members.Values)
        {
            if (member.SeenIn != _look)
                _missing.Add(member);
        }

        foreach (var member in _missing)
        {
            if (member.SeenIn == _look)
                continue;
            if (Counters.Stat(member.Id.Pid) is not { } stat || stat.Id != member.Id || stat.State is 'Z' or 'X')
            {
                Forget(member);
            }
            else if (IsOfSession(stat) || IsBelowMember(stat))
            {
                Descend(member.Id.Pid);
            }
            else
            {
                Forget(member);
                _left[member.Id] = stat.Name;
            }
        }
    }

    // The number of a session is free again when its last member is gone; who is older than the root belonged to another one.
    private bool IsOfSession(ProcStat stat) =>
        (stat.Session == session || (stat.Session == _sessionOfOrphans && stat.ParentPid == Environment.ProcessId)) && stat.Id.StartTicks >= root.StartTicks;

    // The kernel may skip a child in its list while another ends.
    private bool IsBelowMember(ProcStat stat) =>
        _members.TryGetValue(stat.ParentPid, out var parent) && parent.SeenIn == _look && parent.IsAlive;

    private void Forget(Member member)
    {
        HasChanged = true;
        if (_members.TryGetValue(member.Id.Pid, out var there) && there == member)
            _members.Remove(member.Id.Pid);
    }

    private void Scan()
    {
        _pids.Clear();
        RawProc.AddNumbers(0, default, _pids);
        var isAnew = ++_scans % ForeignScans == 0;
        var (known, seen) = (_foreign, _spareForeign);
        seen.Clear();
        foreach (var pid in _pids)
        {
            if (_members.TryGetValue(pid, out var member) && member.SeenIn == _look)
                continue;
            if ((!isAnew && hasChildrenFiles && known.Contains(pid)) || pid == Environment.ProcessId)
                seen.Add(pid);
            else if (Counters.Stat(pid) is not { } stat)
                continue;
            else if (stat.State is 'Z' or 'X' || (!IsOfSession(stat) && !IsBelowMember(stat)))
                seen.Add(pid);
            else
                Descend(pid);
        }

        (_foreign, _spareForeign) = (seen, known);
    }
}
