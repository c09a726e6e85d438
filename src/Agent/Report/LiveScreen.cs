using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>Shows a run on a terminal: finished steps as lines, the one at work as a line that is redrawn. Without a terminal: plain lines.</summary>
internal sealed class LiveScreen(TextWriter writer, Terminal terminal) : IRunScreen
{
    private const string EraseLine = "\r\u001b[2K";
    private readonly Lock _gate = new();
    private readonly Sheet _sheet = new(writer, terminal);
    private string? _step;
    private bool _isDrawn;

    public void Hear(RunEvent happened)
    {
        lock (_gate)
        {
            Erase();
            Tell(happened);
            if (_step is { } step) Draw($"▶ {step}");
            writer.Flush();
        }
    }

    public void Progress(LiveProgress progress)
    {
        lock (_gate)
        {
            if (_step is null || !terminal.IsTerminal) return;
            Erase();
            Draw(Line(progress));
            writer.Flush();
        }
    }

    private static string Line(LiveProgress progress)
    {
        var place = progress.Place is { } p ? $"{p.Number} of {p.Of}" : progress.Percent is { } percent ? $"{percent:0} %" : "";
        var what = string.Join(' ', new[] { progress.Package ?? "", progress.Doing }.Where(word => word.Length > 0));
        var verdict = progress.Evidence.Length > 0 ? $"{progress.Verdict}: {progress.Evidence}" : progress.Verdict;
        return $"▶ {progress.Job,-10}  " + string.Join(", ", new[] { place, what, Human.Clock(progress.Elapsed), verdict }.Where(word => word.Length > 0));
    }

    private void Tell(RunEvent happened)
    {
        switch (happened)
        {
            case RunBegan began:
                _sheet.Line($"run {began.Start.RunId} on {began.Start.Host} ({began.Start.Track}, {began.Start.Manager}): {began.Start.Why}");
                break;
            case StepBegan began:
                _step = began.Step;
                break;
            case StepEnded ended:
                _step = null;
                _sheet.Line(Ended(ended), Told.ToneOf(ended.Result));
                break;
            case RunEnded ended:
                _step = null;
                ClosingLines.Write(_sheet, ended.Record);
                break;
            case PackageStepped { IsError: false }:
            case VerdictReached { IsTerminal: false, Verdict: "progressing" }:
                break;
            // On a terminal the line at work says it as it changes.
            case VerdictReached { IsTerminal: false, Verdict: "quiet" or "slow" } when terminal.IsTerminal:
                break;
            // Of what goes as it should a screen needs the end alone; the report has each step.
            case ServicesSeen or ServiceStepped { Step: ServiceStep.Before or ServiceStep.Installed or ServiceStep.OldGone or ServiceStep.NewStarted or ServiceStep.Healthy }:
                break;
            default:
                var told = Told.Of(happened);
                _sheet.Line($"  {told.Kind,-8}  {told.Text}", told.Tone);
                if (happened is VerdictReached or KillDone { Report.IsGone: false })
                {
                    foreach (var line in told.More) _sheet.Lines("            ", line, Tone.Faint);
                }

                break;
        }
    }

    private static string Ended(StepEnded ended)
    {
        var mark = ended.Result switch { StepResult.Done => "✔", StepResult.Partly => "!", StepResult.Failed => "✖", _ => "·" };
        // A step in part or failed says so in words too: a mark alone is easily overlooked in a log.
        var result = ended.Result is StepResult.Partly or StepResult.Failed ? $"{Told.Words(ended.Result)}: " : "";
        return $"{mark} {ended.Step,-10}  {result}{(ended.Summary.Length > 0 ? $"{ended.Summary} " : "")}in {Human.Duration(ended.Took)}";
    }

    private void Draw(string line)
    {
        if (!terminal.IsTerminal) return;
        var plain = Plain.Line(line);
        writer.Write(plain.Length < terminal.Width ? plain : string.Concat(plain.AsSpan(0, terminal.Width - 2), "…"));
        _isDrawn = true;
    }

    private void Erase()
    {
        if (!_isDrawn) return;
        writer.Write(EraseLine);
        _isDrawn = false;
    }
}
