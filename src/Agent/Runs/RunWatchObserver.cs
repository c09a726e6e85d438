using KuPkg.Agent.Drivers;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Records;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Runs;

/// <summary>Turns what the watch sees of one tool into events of the run.</summary>
internal sealed class RunWatchObserver(Tool tool, IProgressReader? reader, OutputBound bound, RunEvents events, IProgressListener listener, RunGateway gateway) : IWatchObserver
{
    private PackageProgress? _latest;
    private bool _wasQuestioned;

    public void Sampled(Job job, TreeSample sample, Verdict verdict)
    {
        ReadProgress();
        bound.Apply();
        gateway.Tell();
        var text = tool.IsBehindGateway ? gateway.Words : null;
        listener.Progressed(tool.Name, _latest?.Package, text ?? _latest?.Text ?? "", _latest?.Percent, sample.At, verdict);
    }

    public void Judged(Job job, TreeSample sample, Verdict verdict)
    {
        ReadProgress();

        // That a job progresses is news only after it did not.
        if (verdict is Progressing && !_wasQuestioned)
            return;
        _wasQuestioned = verdict is not Progressing;
        events.Emit(new VerdictReached(tool.Name, verdict.Name, VerdictReason.Of(verdict), SubjectOf(job, sample), verdict.Evidence, verdict.IsTerminal)
        {
            At = events.Now,
        });
    }

    public void Killing(Job job, KillPlan plan)
    {
        if (plan.IsReportOnly)
            events.Warn($"{plan.Target} hangs in {tool.Name}, and priority is critical, so it was left alone: {plan.Why}");
    }

    public void Killed(Job job, KillReport report)
    {
        ReadProgress();
        events.Emit(new KillDone(tool.Name, report) { At = events.Now });
        if (!report.IsGone)
            events.Warn($"{report.Plan.Target} could not be ended: {string.Join("; ", report.Survivors)}");
    }

    /// <summary>Emits what the manager has said since the last call.</summary>
    public void ReadProgress()
    {
        foreach (var step in reader?.Read() ?? [])
        {
            // A fetch repeats the same line twice a second with a new percentage; the timeline needs only what is new.
            var isNews = step.Text != _latest?.Text || step.Package != _latest?.Package;
            _latest = step;
            if (isNews && (step.Package is not null || step.IsError))
                events.Emit(new PackageStepped(step.Package, step.Percent, step.Text, step.IsError) { At = events.Now });
        }
    }

    private static string SubjectOf(Job job, TreeSample sample) =>
        sample.Processes.Select(p => job.Roles(p)).LastOrDefault(role => role.Kind == RoleKind.Script)?.Label ?? "";
}
