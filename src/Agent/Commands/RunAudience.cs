using KuPkg.Agent.History;
using KuPkg.Agent.Report;
using KuPkg.Agent.Runs;
using KuPkg.Policy.Records;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Commands;

/// <summary>Everybody who hears a run: the journal first, as what is told must be on disk, then the status file and the screen, which must never stop the work.</summary>
internal sealed class RunAudience(IJournal journal, long runId, IRunScreen screen, StatusBoard status) : IProgressListener
{
    private bool _isScreenGone;

    public void Hear(RunEvent happened)
    {
        journal.Append(runId, happened);
        status.Hear(happened);
        Show(() => screen.Hear(happened));
    }

    public void Progressed(string step, string? package, string text, double? percent, TimeSpan elapsed, Verdict verdict)
    {
        var progress = new LiveProgress(step, package, text, verdict.Name, verdict.Evidence.Count > 0 ? verdict.Evidence[0] : "", elapsed, percent);
        status.Progress(progress);
        Show(() => screen.Progress(progress));
    }

    // A terminal that was closed or a pipe whose reader left must not end an install in its middle: the journal has it all.
    private void Show(Action show)
    {
        if (_isScreenGone)
            return;
        try
        {
            show();
        }
        catch (IOException)
        {
            _isScreenGone = true;
        }
    }
}
