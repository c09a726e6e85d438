using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Locks;

/// <summary>What the watch of a holder and the wait for it have come to.</summary>
/// <param name="Verdict">What its tree does, judged with <c>locks.hung_after</c> as the quiet limit; null: it cannot be looked at.</param>
/// <param name="IsStopped">Whether a process of it is stopped (state T).</param>
/// <param name="WasLetGoOn">Whether it got its SIGCONT.</param>
/// <param name="Waited">How long this run has waited for locks in all.</param>
public sealed record HolderSeen(Verdict? Verdict, bool IsStopped, bool WasLetGoOn, TimeSpan Waited);
