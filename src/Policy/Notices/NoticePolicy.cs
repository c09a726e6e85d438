using KuPkg.Policy.Model;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Notices;

/// <summary>
/// Who is told of a run, and why: a failure once, however often it comes back, and its end once. A deferred run says nothing: the next one tries again, and a host that is deferred
/// for ever becomes stale, which is a failure.
/// </summary>
public static class NoticePolicy
{
    /// <summary>Decides.</summary>
    /// <param name="record">The run that has ended.</param>
    /// <param name="isStale">Whether the host had no success for too long.</param>
    /// <param name="held">How many packages KuPkg holds or leaves alone now.</param>
    /// <param name="last">The newest notice; null: none.</param>
    public static NoticeDecision Decide(RunRecord record, bool isStale, int held, ToldNotice? last)
    {
        ArgumentNullException.ThrowIfNull(record);
        var about = AboutOf(record, isStale);
        if (about.Length > 0)
            return new NoticeDecision(Occasion.Failure, about, IsNews: last is null || last.About != about || !last.IsDelivered);
        var open = last?.About ?? "";
        if (record.Outcome == Outcome.Deferred)
            return new NoticeDecision(Occasion.Always, open, IsNews: false);
        if (open.Length > 0 && held == 0 && record.Packages.All(static p => p.Result == PackageFate.Updated))
            return new NoticeDecision(Occasion.Recovery, "", IsNews: true);

        // A recovery that could not be delivered is still to be told.
        if (last is { Occasion: Occasion.Recovery, IsDelivered: false } && open.Length == 0)
            return new NoticeDecision(Occasion.Recovery, "", IsNews: true);
        return record.Packages.Any(static p => p.Result == PackageFate.Updated)
            ? new NoticeDecision(Occasion.Change, open, IsNews: true)
            : new NoticeDecision(Occasion.Always, open, IsNews: true);
    }

    /// <summary>Whether the settings want a decision told.</summary>
    public static bool IsWanted(NoticeDecision decision, NotifySettings settings)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.On.Contains("always") || (decision.IsNews && settings.On.Contains(decision.Occasion.Word()));
    }

    private static string AboutOf(RunRecord record, bool isStale)
    {
        if (record.ExitCode is 1 or 2)
        {
            var failed = record.Packages.Where(static p => p.Result != PackageFate.Updated).Select(static p => $"{p.Change.Package.Name} {p.Change.To}").Order(StringComparer.Ordinal).ToList();

            // Where no package failed the summary says what did; its numbers (sizes, counts) are other ones each time.
            var what = failed.Count > 0 ? string.Join(", ", failed) : string.Concat(record.Summary.Where(static c => !char.IsAsciiDigit(c)));
            return $"{record.Outcome.Word()}: {what}".TrimEnd(' ', ':');
        }

        return isStale ? "stale" : "";
    }
}

/// <summary>What is to be said of a run.</summary>
/// <param name="Occasion">Why.</param>
/// <param name="About">What has failed and is not over, as a key; empty: nothing.</param>
/// <param name="IsNews">Whether it was not said before.</param>
public sealed record NoticeDecision(Occasion Occasion, string About, bool IsNews);
