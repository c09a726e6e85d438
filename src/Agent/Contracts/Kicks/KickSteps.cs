using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Contracts.Kicks;

/// <summary>Collects what happens to services while they are kicked. Thread-safe.</summary>
internal sealed class KickSteps : IRenewalListener
{
    private readonly Lock _gate = new();
    private readonly List<(string Service, string Words)> _steps = [];

    /// <inheritdoc/>
    public void Stepped(string service, ServiceStep step, string text, IReadOnlyList<string> evidence) => Add(service, $"{step.Word()}: {text}{string.Concat(evidence.Select(static e => $"; {e}"))}");

    /// <inheritdoc/>
    public void Killed(string service, KillReport report)
    {
        foreach (var sent in report.Signals)
            Add(service, $"kill: {SignalNames.Of(sent.Signal)} to {sent.Name} (pid {sent.Target.Pid}): {sent.Result}");
        if (!report.IsGone)
            Add(service, $"kill: left are {string.Join(", ", report.Survivors)}");
    }

    /// <summary>Those of a service, in order.</summary>
    public IReadOnlyList<string> Of(string service)
    {
        lock (_gate)
            return [.. _steps.Where(s => s.Service == service).Select(static s => s.Words)];
    }

    private void Add(string service, string words)
    {
        lock (_gate)
            _steps.Add((service, words));
    }
}
