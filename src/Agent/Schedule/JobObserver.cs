using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Schedule;

/// <summary>Notes what the watch sees of a queued job, and keeps its output bounded.</summary>
/// <param name="note">Takes a line for the record.</param>
/// <param name="bound">The output's bound.</param>
internal sealed class JobObserver(Action<string> note, OutputBound bound) : IWatchObserver
{
    private bool _wasQuestioned;

    /// <summary>Why the job was ended; null: it was not.</summary>
    public string? EndedBecause { get; private set; }

    public void Sampled(Job job, TreeSample sample, Verdict verdict) => bound.Apply();

    public void Judged(Job job, TreeSample sample, Verdict verdict)
    {
        // That a job progresses is news only after it did not.
        if (verdict is Progressing && !_wasQuestioned)
            return;
        _wasQuestioned = verdict is not Progressing;
        note($"{verdict.Name}{(verdict.Evidence.Count > 0 ? $": {verdict.Evidence[0]}" : "")}");
    }

    public void Killing(Job job, KillPlan plan)
    {
        if (plan.IsReportOnly)
            note($"{plan.Target} hangs, and priority is critical, so it was left alone: {plan.Why}");
    }

    public void Killed(Job job, KillReport report)
    {
        EndedBecause = report.Plan.Why;
        note($"{report.Plan.Target} was ended: {report.Plan.Why}{(report.IsGone ? "" : $"; still there: {string.Join("; ", report.Survivors)}")}");
        foreach (var line in report.Evidence)
            note(line);
    }
}
