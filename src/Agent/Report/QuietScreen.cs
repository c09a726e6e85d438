using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>For cron: prints nothing unless a run failed, then the short explanation, which cron mails. A deferred run is no failure: the next tick tries again.</summary>
internal sealed class QuietScreen(TextWriter writer) : IRunScreen
{
    private readonly Sheet _sheet = new(writer, Terminal.None);

    public void Hear(RunEvent happened)
    {
        if (happened is not RunEnded { Record: { ExitCode: not 0, Outcome: not Outcome.Deferred } record }) return;
        lock (_sheet) ClosingLines.Write(_sheet, record);
    }

    public void Progress(LiveProgress progress)
    {
    }
}
