using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Runs;

/// <summary>Hears what a running job is at, several times a second; for live screens and status, never for the record.</summary>
internal interface IProgressListener
{
    /// <param name="step">The step's name.</param>
    /// <param name="package">The package the manager is at; null when unknown.</param>
    /// <param name="text">What it does, in the manager's words; empty when unknown.</param>
    /// <param name="percent">Of the step, 0 to 100; null when unknown.</param>
    /// <param name="elapsed">Since the job began.</param>
    /// <param name="verdict">What the watch says of it.</param>
    void Progressed(string step, string? package, string text, double? percent, TimeSpan elapsed, Verdict verdict);
}
