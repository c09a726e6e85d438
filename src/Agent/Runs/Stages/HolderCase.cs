using KuPkg.Agent.Locks;
using KuPkg.Agent.Watch.Elsewhere;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Locks;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>One holder of locks while a run waits for it: its watch, what policy says, and what was done to it. Not thread-safe.</summary>
internal sealed class HolderCase : IDisposable
{
    private const string Step = "locks";
    private static readonly TimeSpan Unwatched = TimeSpan.FromSeconds(1);

    private readonly RunContext _run;
    private readonly RoleOf _roles;
    private readonly HolderWatch? _watch;
    private readonly List<KillReport> _done = [];
    private string _told = "";
    private bool _wasQuestioned;

    public HolderCase(LockOwner owner, RunContext run)
    {
        Owner = owner;
        _run = run;
        _roles = ManagerFamily.Roles(run.Driver.Roles);
        _watch = owner.Holder.Top is { } top
            ? HolderWatch.TryBegin(top, run.Settings.Locks.HungAfter, run.Settings.Install.Spin, _roles, new OutsideWork(run.Launcher), run.Time)
            : null;
    }

    /// <summary>As found last.</summary>
    public LockOwner Owner { get; set; }

    /// <summary>Whether a kill was carried out on it.</summary>
    public bool WasEnded => _done.Exists(static d => d.Plan.IsKill);

    public string InWords => $"{string.Join(" and ", Owner.Paths)} held by {Owner.Holder.Who}";

    public TimeSpan Interval => _watch?.Interval ?? Unwatched;

    /// <summary>Looks, decides, acts.</summary>
    /// <param name="waited">How long the run has waited for locks in all.</param>
    /// <returns>The decision that the run is deferred; null: go on.</returns>
    public async Task<GiveUp?> LookAsync(TimeSpan waited)
    {
        var look = _watch?.Look();
        if (look is { } at && !at.Sample.Processes.Any(static p => p.State is not ('Z' or 'X')))
            return null;
        var seen = new HolderSeen(look?.Verdict, look?.Sample.Processes.Any(static p => p.State == 'T') ?? false, _done.Exists(d => d.Plan.IsResume), waited);
        if (look is { } there)
            Tell(there.Sample, there.Verdict, waited);

        var decision = HolderPolicy.Decide(Owner.Holder, seen, _run.Settings.Locks, _run.Settings.Priority);
        switch (decision)
        {
            case GiveUp give:
                return give;
            case LetGoOn go:
                await ActAsync(new Stalled(StallReason.Stopped, []) { Evidence = [go.Why] }, look!.Value.Sample);
                break;
            case EndHung end:
                if (await ActAsync(look!.Value.Verdict, look.Value.Sample))
                    _run.Events.Warn($"{InWords}; {end.Why}");
                else if (waited >= _run.Settings.Locks.Wait)
                    return new GiveUp($"{end.Why}, and no signal would end it", HolderPolicy.ByHand(Owner.Holder, seen));
                break;
        }

        return null;
    }

    public void Dispose() => _watch?.Dispose();

    private void Tell(TreeSample sample, Verdict verdict, TimeSpan waited)
    {
        _run.Progress.Progressed(Step, null, $"waits for {Owner.Holder.Name} (pid {Owner.Holder.Top})", null, waited, verdict);
        var kind = $"{verdict.Name} {VerdictReason.Of(verdict)}";
        if (kind == _told || (verdict is Progressing && !_wasQuestioned))
            return;
        _told = kind;
        _wasQuestioned = verdict is not Progressing;
        _run.Events.Emit(new VerdictReached(
            Step, verdict.Name, VerdictReason.Of(verdict), string.Join(" › ", HolderChain.Of(null, sample, _roles)), verdict.Evidence, verdict.IsTerminal) { At = _run.Events.Now });
    }

    // Policy has decided already, with the priority in mind: the planner is only asked for the ladder. False: it has nothing that could be done.
    private async Task<bool> ActAsync(Verdict verdict, TreeSample sample)
    {
        var kills = _done.Count(d => d.Plan.IsKill);
        if (KillPlanner.Plan(verdict, sample, _roles, HolderPolicy.PhaseOf(sample, _roles), Priority.Normal, kills + 1, _done) is not { } plan)
            return false;
        var report = await _run.Killer.CarryOutAsync(plan, sample, null, _run.Driver.ManagerLog);
        _done.Add(report);
        _run.Events.Emit(new KillDone(Step, report) { At = _run.Events.Now });
        if (plan.IsKill && !report.IsGone)
            _run.Events.Warn($"{plan.Target} could not be ended: {string.Join("; ", report.Survivors)}");

        // What unwinds now gets the whole patience again.
        _watch!.Afresh();
        _told = "";
        return true;
    }
}
