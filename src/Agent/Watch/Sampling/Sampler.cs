using KuPkg.Agent.Watch.Elsewhere;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>Measures one job from /proc: its tree, its output, what its sleepers wait in, and, while it is still, work done for it elsewhere.</summary>
internal sealed class Sampler : ISampler
{
    private const int MaxSleepReadings = 64;
    private const double ShareOfScans = 0.002;
    private const long IdleTicks = 1;

    private static readonly long PageBytes = Environment.SystemPageSize;
    private static readonly TimeSpan SleepAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ScanSoonest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ScanLatest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StillAfter = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly TreeWalk _walk;
    private readonly Growth _growth;
    private readonly LeftBehind _left;
    private readonly IOutsideWork _outside;
    private readonly Pace _pace = new();
    private readonly bool _hasOwnSession;
    private readonly long _began;
    private TimeSpan _movedAt;
    private TimeSpan _scanDue;

    /// <param name="job">The job. Its time begins now.</param>
    /// <param name="outside">Finds work done for it elsewhere.</param>
    /// <param name="time">The clock.</param>
    public Sampler(Job job, IOutsideWork outside, TimeProvider time)
    {
        _time = time;
        _outside = outside;
        _began = time.GetTimestamp();
        _hasOwnSession = job.Child.Session is not null;
        _walk = new TreeWalk(job.Child.Id, job.Child.Session, job.HasOwnSessionsOrphans, Math.Max(MaxSleepReadings, job.Limits.ProcessCeiling * 2), TreeWalk.HasChildrenFiles);
        _growth = new Growth(job.OutputPaths, job.GrowingDirectories);
        _left = new LeftBehind(job.Child, _walk);
    }

    public TimeSpan Interval => _pace.Interval;

    public TreeSample Sample(bool isThorough = false)
    {
        var at = _time.GetElapsedTime(_began);
        var withScan = isThorough || at >= _scanDue;
        var members = _walk.Look(withScan);
        if (withScan)
            PlanScan(at);

        var hasMoved = HasMoved(members);
        if (hasMoved)
            _movedAt = at;
        ReadSleeps(members, at);

        var processes = new ProcessSample[members.Count];
        long memory = 0;
        for (var i = 0; i < processes.Length; i++)
        {
            processes[i] = members[i].ToSample();
            memory += members[i].Stat.ResidentPages * PageBytes;
        }

        var sample = new TreeSample
        {
            At = at,
            Processes = processes,
            HasOwnSession = _hasOwnSession,
            ForksSeen = _walk.ForksSeen,
            OutputBytes = _growth.OutputBytes(),
            FileBytes = _growth.FileBytes(),
            MemoryBytes = memory,
            Elsewhere = at - _movedAt > StillAfter ? _outside.Look(members, at) : [],
        };
        _pace.Note(_time.GetElapsedTime(_began) - at, hasMoved, processes.Length);
        return sample;
    }

    public IReadOnlyList<string> LeftBehind() => _left.InWords();

    private void PlanScan(TimeSpan at)
    {
        var every = (_time.GetElapsedTime(_began) - at) / ShareOfScans;
        _scanDue = at + (every < ScanSoonest ? ScanSoonest : every > ScanLatest ? ScanLatest : every);
    }

    // As the judge will see it, near enough: an idle manager's tick is no reason to look more often, nor not to look elsewhere.
    private bool HasMoved(IReadOnlyList<Member> members)
    {
        long ticks = 0;
        foreach (var member in members)
        {
            if (member.HasMoved && member.TicksUsed == 0)
                return true;
            ticks += member.TicksUsed;
        }

        return _walk.HasChanged || ticks > IdleTicks;
    }

    private static void ReadSleeps(IReadOnlyList<Member> members, TimeSpan at)
    {
        var readings = 0;
        foreach (var member in members)
        {
            if (member.HasMoved || !member.IsAsleep || (member.Sleep is not null && at - member.SleepReadAt < SleepAgain))
                continue;
            if (++readings > MaxSleepReadings)
                return;
            var sleep = SleepReader.Read(member);
            // The same words need no new sample.
            member.Sleep = member.Sleep is { } before && before.Point == sleep.Point ? sleep with { Point = before.Point } : sleep;
            member.SleepReadAt = at;
            member.ReadCommand();
        }
    }
}
