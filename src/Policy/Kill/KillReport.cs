using KuPkg.Policy.Model;

namespace KuPkg.Policy.Kill;

/// <summary>What a kill did.</summary>
/// <param name="Plan">The plan that was carried out.</param>
/// <param name="Signals">Each signal that was sent, in order.</param>
/// <param name="Evidence">What was kept before the first signal: the tree, waits, open files, the last output.</param>
/// <param name="IsGone">Whether every victim was proven gone.</param>
/// <param name="Took">From the first freeze or signal to the proof.</param>
/// <param name="Survivors">Those that were not gone at the end, in words; empty when <paramref name="IsGone"/>.</param>
public sealed record KillReport(
    KillPlan Plan,
    IReadOnlyList<SentSignal> Signals,
    IReadOnlyList<string> Evidence,
    bool IsGone,
    TimeSpan Took,
    IReadOnlyList<string> Survivors);

/// <summary>One signal that was sent.</summary>
/// <param name="Target">To whom.</param>
/// <param name="Name">The process's short name.</param>
/// <param name="Signal">The signal's number.</param>
/// <param name="After">Time since the kill began.</param>
/// <param name="Result">What came back: <c>sent</c>, <c>already gone</c>, or the error.</param>
public sealed record SentSignal(ProcessId Target, string Name, int Signal, TimeSpan After, string Result);
