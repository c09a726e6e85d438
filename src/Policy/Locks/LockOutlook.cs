using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Locks;

/// <summary>What a run that began now would do about a holder, in words: the policy asked about what may come of it. Pure.</summary>
public static class LockOutlook
{
    /// <summary>One sentence, or two: now, and if it hangs.</summary>
    /// <param name="holder">The holder.</param>
    /// <param name="verdict">What its tree does; null: it cannot be looked at.</param>
    /// <param name="isStopped">Whether a process of it is stopped.</param>
    /// <param name="settings">The patience.</param>
    /// <param name="priority">Whether a person is asked first.</param>
    public static IReadOnlyList<string> Of(Holder holder, Verdict? verdict, bool isStopped, LockSettings settings, Priority priority)
    {
        ArgumentNullException.ThrowIfNull(holder);
        ArgumentNullException.ThrowIfNull(settings);
        if (holder.Kind == HolderKind.Hidden)
            return ["who holds it, and what KuPkg would do, only root can find out     sudo kupkg locks"];

        var wait = $"wait, for at most {LockText.Time(settings.Wait)} (locks.wait), then stop with exit 75";
        var hung = new Stalled(isStopped ? StallReason.Stopped : StallReason.AllAsleep, []) { Evidence = [] };
        var now = HolderPolicy.Decide(holder, new HolderSeen(verdict, isStopped, false, TimeSpan.Zero), settings, priority);
        var first = now switch
        {
            LetGoOn => $"send one SIGCONT, and {wait}",
            _ => wait,
        };
        if (holder.Kind != HolderKind.Manager)
            return [$"KuPkg would {first}: {now.Why}"];

        var ended = HolderPolicy.Decide(holder, new HolderSeen(hung, isStopped, WasLetGoOn: true, TimeSpan.Zero), settings, priority);
        return [$"KuPkg would {first}", settings.HungAfter < settings.Wait ? $"if nothing in it moves for {LockText.Time(settings.HungAfter)} (locks.hung_after): {WordsOf(ended)}" : "it is never called hung: locks.hung_after is not below locks.wait"];
    }

    private static string WordsOf(LockDecision decision) => decision switch
    {
        EndHung => $"end what hangs in it, repair the package database, and go on; {After(decision)}",
        GiveUp give => $"stop with exit 75 at once; {After(decision)}     {give.Command}",
        _ => $"go on waiting; {After(decision)}",
    };

    // The first part, that it hangs, is said already.
    private static string After(LockDecision decision) => decision.Why[(decision.Why.IndexOf("; ", StringComparison.Ordinal) + 2)..];
}
