namespace KuPkg.Policy.Plans;

/// <summary>What was so when a plan found nothing to do.</summary>
/// <param name="RunId">The run that planned.</param>
/// <param name="At">When.</param>
/// <param name="Fingerprint">Of all that a plan is made from on this host: the package database, the lists, the manager's and KuPkg's configuration.</param>
/// <param name="ValidUntil">When the first list expires, or the first thing that waits for a time is due; null: never.</param>
public sealed record NothingToDo(long RunId, DateTimeOffset At, string Fingerprint, DateTimeOffset? ValidUntil);
