using KuPkg.Agent.Watch;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Guard;

/// <summary>Tells the person what the watch sees and does, and keeps it for the record. Used for one try.</summary>
/// <param name="command">The command in words.</param>
/// <param name="say">Tells the person: a text of one or several lines.</param>
/// <param name="time">The clock.</param>
internal sealed class GuardObserver(string command, Action<string> say, TimeProvider time) : IWatchObserver
{
    private readonly List<GuardNote> _notes = [];
    private Verdict? _verdict;
    private bool _wasQuestioned;

    public IReadOnlyList<GuardNote> Notes => _notes;

    /// <summary>Why the command was ended; null: it was not.</summary>
    public string? EndedBecause { get; private set; }

    public void Sampled(Job job, TreeSample sample, Verdict verdict)
    {
        // Only changes are of interest.
    }

    public void Judged(Job job, TreeSample sample, Verdict verdict)
    {
        _verdict = verdict;
        if (verdict is OverBudget { IsTerminal: false })
            say($"'{command}' is over its budget: {string.Join("; ", verdict.Evidence)}");
        if (verdict is Progressing && !_wasQuestioned)
            return;
        _wasQuestioned = verdict is not Progressing;
        Note($"{verdict.Name}{(verdict.Evidence.Count > 0 ? $": {verdict.Evidence[0]}" : "")}");
    }

    public void Killing(Job job, KillPlan plan)
    {
        IReadOnlyList<string> evidence = _verdict?.Evidence is { Count: > 0 } told ? told : [plan.Why];
        var pid = job.Child.Id.Pid;
        var next = plan.IsReportOnly
            ? $"It is left alone: its priority is critical, and a person decides. To end it:     kill -TERM {pid}     To wait longer before this is said: --quiet"
            : plan.IsResume ? "Somebody stopped it; it gets SIGCONT and goes on."
            : $"It is ended now: SIGINT, after {KillPlanner.CommandInterruptGrace.TotalSeconds:0} s SIGTERM, after {KillPlanner.CommandTerminateGrace.TotalSeconds:0} s more SIGKILL. If it was at work and only needs longer: --quiet, --spin or --hard with more time, or \"off\".";
        say(string.Join('\n', [$"tried to see '{command}' (pid {pid}) to its end: {_verdict?.Name ?? "it hangs"}: {evidence[0]}", .. evidence.Skip(1).Select(static line => $"    {line}"), next]));
        if (plan.IsReportOnly)
            Note($"hangs, and priority is critical, so it was left alone: {plan.Why}");
    }

    public void Killed(Job job, KillReport report)
    {
        var words = InWords(report);
        Note($"{(report.Plan.IsResume ? "let go on" : "ended")}: {report.Plan.Why}; {words}");
        foreach (var line in report.Evidence)
            Note(line);
        if (report.Plan.IsResume)
            return;

        // Who ended by himself between the look and the first signal was not ended by us.
        if (report.Signals.Any(static s => s.Result == "sent"))
            EndedBecause ??= report.Plan.Why;
        say($"{words}.");
    }

    private static string InWords(KillReport report)
    {
        var signals = report.Signals.Where(static s => s.Result == "sent").GroupBy(static s => s.Signal)
            .Select(static g => $"{KuPkg.Policy.Model.SignalNames.Of(g.Key)} to {(g.Count() == 1 ? "1 process" : $"{g.Count()} processes")}");
        var sent = string.Join(", ", signals);
        return sent.Length == 0 ? "it had ended by itself"
            : report.Plan.IsResume ? sent
            : $"{sent}; {(report.IsGone ? $"all gone after {report.Took.TotalSeconds:0.0} s" : $"still there after {report.Took.TotalSeconds:0.0} s: {string.Join("; ", report.Survivors)}")}";
    }

    private void Note(string text) => _notes.Add(new GuardNote(time.GetUtcNow(), text));
}
