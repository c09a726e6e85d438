using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>For cron: prints nothing unless a run, or a hook after it, failed, then the short explanation, which cron mails. A deferred run is no failure: the next tick tries again.</summary>
internal sealed class QuietScreen(TextWriter writer) : IRunScreen
{
    private readonly Sheet _sheet = new(writer, Terminal.None);
    private bool _hasEnded;

    public void Hear(RunEvent happened)
    {
        lock (_sheet)
        {
            // A hook that failed after the end is in no closing line.
            if (_hasEnded && happened is Noted { IsWarning: true } late) _sheet.Line($"the run has ended, and after it: {late.Text}");
            if (happened is not RunEnded { Record: var record }) return;
            _hasEnded = true;
            if (record is { ExitCode: not 0, Outcome: not Outcome.Deferred }) ClosingLines.Write(_sheet, record);
        }
    }

    public void Progress(LiveProgress progress)
    {
    }
}
