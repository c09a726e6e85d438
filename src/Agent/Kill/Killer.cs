using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Kill;

/// <inheritdoc cref="IKiller"/>
/// <remarks>Thread-safe: it keeps nothing between two kills.</remarks>
internal sealed class Killer(TimeProvider time) : IKiller
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    /// <summary>How long children may end by themselves after their manager did.</summary>
    private static readonly TimeSpan Afterglow = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public async Task<KillReport> CarryOutAsync(KillPlan plan, TreeSample snapshot, string? outputPath, string? managerLog)
    {
        var evidence = Evidence.Keep(plan, snapshot, outputPath, managerLog);
        if (plan.IsReportOnly)
            return new KillReport(plan, [], evidence, IsGone: false, TimeSpan.Zero, ["left alone: the work is critical and a person decides"]);

        var log = new SignalLog(time);
        var survivors = new List<Victim>();
        var hasRunaway = false;
        foreach (var step in plan.Steps)
        {
            survivors.AddRange(step switch
            {
                SignalStep signal => await SignalAsync(signal, snapshot, log),
                SweepStep sweep => await Task.Run(() => RunSweep(sweep, snapshot, log, out hasRunaway)),
                _ => throw new InvalidOperationException($"kill of {plan.Target}: no way to carry out a {step.GetType().Name}"),
            });
        }

        // Who outlived one step may have ended in the next.
        var left = survivors.DistinctBy(s => s.Id).Where(s => !s.HasEnded()).Select(EndWait.Describe).ToList();
        if (hasRunaway)
            left.Add($"{plan.Target}: its processes fork and exit faster than they can be stopped one by one, and it has no scope that could be frozen");
        return new KillReport(plan, log.Sent, evidence, left.Count == 0, log.Elapsed, left);
    }

    private List<Victim> RunSweep(SweepStep step, TreeSample snapshot, SignalLog log, out bool hasRunaway)
    {
        using var sweep = new Sweep(step, snapshot, log, time);
        var survivors = sweep.Run(patience: log.Sent.Count > 0 ? Afterglow : TimeSpan.Zero);
        hasRunaway = sweep.HasRunaway;
        return survivors;
    }

    // Who is gone already is not signalled again: a later step of the plan finds nothing to do.
    private async Task<List<Victim>> SignalAsync(SignalStep step, TreeSample snapshot, SignalLog log)
    {
        var targets = step.Targets.Select(t => (Id: t, Seen: snapshot.Processes.FirstOrDefault(p => p.Id == t)))
            .Select(t => new Victim(t.Id, t.Seen?.ParentPid ?? 0, t.Seen?.Name ?? "")).ToList();
        try
        {
            var alive = targets.FindAll(t => t.TryHold() && !t.HasEnded());
            foreach (var target in alive)
                log.Send(target, step.Signal);
            if (step.Signal == SignalNames.Continue)
                return [];

            var began = time.GetTimestamp();
            while (alive.RemoveAll(t => t.HasEnded()) >= 0 && alive.Count > 0 && time.GetElapsedTime(began) < step.Grace)
                await Task.Delay(Glance, time);
            return alive;
        }
        finally
        {
            targets.ForEach(t => t.Dispose());
        }
    }
}
