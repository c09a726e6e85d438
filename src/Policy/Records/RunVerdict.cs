using KuPkg.Policy.Model;

namespace KuPkg.Policy.Records;

/// <summary>The named end of a run, its exit code and its one line, from what is known at its end.</summary>
/// <param name="Outcome">The named end.</param>
/// <param name="ExitCode">0 done or nothing to do; 1 failed or newly failed something, the host is consistent; 2 a person is needed; 75 deferred.</param>
/// <param name="Summary">One line.</param>
public sealed record RunVerdict(Outcome Outcome, int ExitCode, string Summary)
{
    /// <summary>The verdict on a run that ended before its last stage.</summary>
    public static RunVerdict OfEnding(Outcome outcome, string summary) => new(outcome, ExitCodeOf(outcome), summary);

    /// <summary>The verdict on a run that went through.</summary>
    /// <param name="packages">What became of each package of the plan.</param>
    /// <param name="needsPerson">What a person must do; empty when nobody is needed.</param>
    /// <param name="newlyFailed">What failed in this run besides packages: a source, a hook.</param>
    /// <param name="rebootFor">What a reboot is needed for; null: none is.</param>
    public static RunVerdict Of(
        IReadOnlyList<PackageResult> packages, IReadOnlyList<string> needsPerson, IReadOnlyList<string> newlyFailed, string? rebootFor)
    {
        ArgumentNullException.ThrowIfNull(packages);
        ArgumentNullException.ThrowIfNull(needsPerson);
        ArgumentNullException.ThrowIfNull(newlyFailed);
        var updated = packages.Count(p => p.Result == PackageFate.Updated);
        var summary = Summarise(packages, updated, rebootFor);
        if (needsPerson.Count > 0 || packages.Any(p => p.Result == PackageFate.Broken))
            return new RunVerdict(Outcome.NeedsPerson, 2, $"{summary}; a person is needed");
        if (updated < packages.Count)
        {
            var outcome = updated > 0 ? Outcome.PartlyUpdated : Outcome.FailedConsistent;
            return new RunVerdict(outcome, 1, $"{summary}; host consistent");
        }

        if (newlyFailed.Count > 0)
            return new RunVerdict(Outcome.PartlyUpdated, 1, $"{summary}; {newlyFailed[0]}");
        if (packages.Count == 0)
            return new RunVerdict(Outcome.UpToDate, 0, summary);
        return new RunVerdict(rebootFor is null ? Outcome.Updated : Outcome.UpdatedNeedsReboot, 0, summary);
    }

    private static int ExitCodeOf(Outcome outcome) => outcome switch
    {
        Outcome.UpToDate or Outcome.Updated or Outcome.UpdatedNeedsReboot or Outcome.Quarantined => 0,
        Outcome.PartlyUpdated or Outcome.FailedConsistent or Outcome.Refused => 1,
        Outcome.NeedsPerson => 2,
        Outcome.Deferred => 75,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "an outcome without an exit code"),
    };

    private static string Summarise(IReadOnlyList<PackageResult> packages, int updated, string? rebootFor)
    {
        if (packages.Count == 0)
            return "nothing to do";
        var line = updated == packages.Count
            ? $"updated {Count(updated)}"
            : $"updated {updated} of {Count(packages.Count)}";
        foreach (var (fate, word) in new[]
        {
            (PackageFate.PutBack, "put back"), (PackageFate.Untouched, "left as it was"), (PackageFate.Removed, "taken off again"), (PackageFate.Broken, "broken"),
        })
        {
            var names = packages.Where(p => p.Result == fate).Select(p => p.Change.Package.Name).ToList();
            if (names.Count > 0)
                line += $"; {word}: {string.Join(", ", names.Take(5))}{(names.Count > 5 ? $" and {names.Count - 5} more" : "")}";
        }

        return rebootFor is null ? line : $"{line}; a reboot is needed";
    }

    private static string Count(int packages) => packages == 1 ? "1 package" : $"{packages} packages";
}
