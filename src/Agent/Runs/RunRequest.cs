namespace KuPkg.Agent.Runs;

/// <summary>What a run is asked to do.</summary>
/// <param name="IsNow">At once, without asking whether it is due.</param>
/// <param name="Only">Only these packages; empty: all.</param>
internal sealed record RunRequest(bool IsNow, IReadOnlyList<string> Only);
