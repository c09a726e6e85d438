namespace KuPkg.Policy.Plans;

/// <summary>Whether a run may end before the package manager is started at all, as nothing can have changed since a plan that found nothing to do.</summary>
public abstract record ShortcutDecision
{
    private ShortcutDecision()
    {
    }

    /// <summary>It may.</summary>
    /// <param name="Summary">What was compared, and what was skipped, in words.</param>
    public sealed record UpToDate(string Summary) : ShortcutDecision;

    /// <summary>It may not: refresh and plan, as ever.</summary>
    /// <param name="Why">In words.</param>
    public sealed record WholeWay(string Why) : ShortcutDecision;

    /// <summary>Decides before the network is asked: what is known on the host alone.</summary>
    /// <param name="known">The newest plan that found nothing to do; null: there is none.</param>
    /// <param name="fingerprint">What is so now; null: not all of it could be read.</param>
    /// <param name="now">The host's clock.</param>
    /// <returns>Null when the sources are to be asked.</returns>
    public static WholeWay? BeforeAsking(NothingToDo? known, string? fingerprint, DateTimeOffset now) => (known, fingerprint) switch
    {
        (null, _) => new WholeWay("the newest plan was not one that found nothing to do"),
        (_, null) => new WholeWay("not all that a plan is made from could be read"),
        var (k, f) when k.Fingerprint != f => new WholeWay($"the package database, the lists or a configuration changed since run {k.RunId}"),
        var (k, _) when now < k.At => new WholeWay($"the clock stands before run {k.RunId}"),
        var (k, _) when k.ValidUntil is { } until && now >= until => new WholeWay("a list has expired, or something that waited for a time is due"),
        _ => null,
    };

    /// <summary>Decides by what the sources answered.</summary>
    /// <param name="known">The plan that is to stand.</param>
    /// <param name="sources">All sources of the host.</param>
    public static ShortcutDecision Decide(NothingToDo known, IReadOnlyList<SourceState> sources)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(sources);
        if (sources.Count == 0)
            return new WholeWay("the host has no source that can be asked");
        if (sources.FirstOrDefault(static s => s.Answer != SourceAnswer.Unchanged) is { } other)
            return new WholeWay(other.Answer == SourceAnswer.Changed ? $"{other.Source} has changed" : $"{other.Source}: {other.Why}");
        var count = sources.Count == 1 ? "1 source" : $"{sources.Count} sources";
        return new UpToDate($"{count} unchanged since run {known.RunId}, which found nothing to do; refresh and plan were skipped (--full does them)");
    }
}
