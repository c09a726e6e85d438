using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs;

/// <summary>Where a run says what happens. Said once: each listener reads it its own way. Not thread-safe; a run has one thread of control.</summary>
internal sealed class RunEvents(TimeProvider time, Action<RunEvent> listener)
{
    private readonly List<string> _warnings = [];
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>The host's clock.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What was warned of so far, each once.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public void Emit(RunEvent happened)
    {
        if (happened is Noted { IsWarning: true } warning && !_warnings.Contains(warning.Text))
            _warnings.Add(warning.Text);
        listener(happened);
    }

    public void Note(string text) => Emit(new Noted(text, IsWarning: false) { At = Now });

    /// <summary>Warns, once for the same text.</summary>
    public void Warn(string text)
    {
        if (_said.Add(text))
            Emit(new Noted(text, IsWarning: true) { At = Now });
    }

    /// <summary>Begins a step; the answer ends it.</summary>
    public RunStep Begin(string name)
    {
        Emit(new StepBegan(name) { At = Now });
        return new RunStep(this, name, time);
    }
}

/// <summary>A step that was begun and must be ended.</summary>
internal sealed class RunStep(RunEvents events, string name, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    public void End(StepResult result, string summary) =>
        events.Emit(new StepEnded(name, result, summary, time.GetElapsedTime(_began)) { At = events.Now });
}
