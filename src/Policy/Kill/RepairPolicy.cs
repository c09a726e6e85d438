using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Kill;

/// <summary>
/// The repair ladder: configure, reinstall from archives at hand, reinstall, fix dependencies; each verified before the next.
/// No rung is tried twice on an unchanged database (but for the tries that policy grants a version), and never more than
/// <see cref="MaxRungs"/> in all, so that a ladder always ends: clean, put back, or with a person. Pure.
/// </summary>
public static class RepairPolicy
{
    /// <summary>The most rungs of one ladder. A database that changes with each of so many rungs is not getting better.</summary>
    public const int MaxRungs = 12;

    /// <summary>What is to be done next.</summary>
    public static RepairDecision Next(RepairSituation situation)
    {
        ArgumentNullException.ThrowIfNull(situation);
        if (situation is { Broken.Count: 0, IsInterrupted: false, Problems.Count: 0 })
            return new Clean();

        var givenUp = ClosedSet.Failures(situation, f => f >= situation.Tries);
        if (givenUp.Count > 0)
            return PutBackOrAsk(situation, givenUp, $"tried {Times(situation.Tries)}");

        if (situation.Tried.Count < MaxRungs && NextRung(situation) is { } rung)
            return new TryRung(rung);

        var rest = ClosedSet.Failures(situation, _ => true);
        return rest.Count > 0
            ? PutBackOrAsk(situation, rest, "the repair ladder is at its end")
            : Ask(situation, "the repair ladder is at its end");
    }

    /// <summary>Gives up changes that are installed well, as something else is wrong with them: the same closed set as after a failed install.</summary>
    /// <param name="situation">What is installed, and what can be restored.</param>
    /// <param name="failed">What is given up.</param>
    /// <param name="why">Why, in words.</param>
    public static RepairDecision GiveUp(RepairSituation situation, IReadOnlyList<Change> failed, string why)
    {
        ArgumentNullException.ThrowIfNull(situation);
        ArgumentNullException.ThrowIfNull(failed);
        return PutBackOrAskFor(situation, failed, why);
    }

    private static RepairRung? NextRung(RepairSituation situation)
    {
        var reinstall = situation.Broken.Where(p => p.State == PackageState.NeedsReinstall).Select(p => p.Package)
            .OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Architecture, StringComparer.Ordinal).ToList();
        var atHand = reinstall.FindAll(situation.ArchivesAtHand.Contains);

        var rungs = new List<RepairRung>();
        if (situation.IsInterrupted || situation.Broken.Any(p => p.State != PackageState.NeedsReinstall))
            rungs.Add(new ConfigureRung());
        if (atHand.Count > 0)
            rungs.Add(new ReinstallFromArchiveRung(atHand));

        // apt does nothing at all before an interrupted dpkg has finished.
        if (!situation.IsInterrupted)
        {
            if (reinstall.Count > 0)
                rungs.Add(new ReinstallRung(reinstall));
            rungs.Add(new FixDependenciesRung());
        }

        return rungs.Find(r => MayTry(situation, r));
    }

    private static bool MayTry(RepairSituation situation, RepairRung rung)
    {
        var now = situation.Fingerprint;
        var repeats = rung is ConfigureRung && situation.Changes.Count > 0 ? Math.Max(1, situation.Tries - 1) : 1;
        return situation.Tried.Count(t => t.Rung.Name == rung.Name && t.Before == now) < repeats;
    }

    private static RepairDecision PutBackOrAsk(RepairSituation situation, IReadOnlyList<Change> failed, string after)
    {
        return PutBackOrAskFor(situation, failed, $"{string.Join(", ", failed)}: {after}, still {string.Join(", ", failed.Select(c => StateOf(situation, c)).Distinct())}");
    }

    private static RepairDecision PutBackOrAskFor(RepairSituation situation, IReadOnlyList<Change> failed, string why)
    {
        var set = ClosedSet.Around(situation, failed);
        var restore = set.Where(c => c.From is not null).ToList();
        var remove = set.Where(c => c.From is null).Select(c => c.Package).ToList();
        if (situation.Priority == Priority.Critical)
            return Ask(situation, $"{why}; with priority = \"critical\" a person decides whether it is put back");
        if (situation.Restorable is { } restorable && restore.FindAll(c => !restorable.Contains(c.Package)) is { Count: > 0 } lost)
            return Ask(situation, $"{why}; cannot be put back, as the outgoing version was not kept: {string.Join(", ", lost.Select(c => $"{c.Package} {c.From}"))}");
        return new PutBack(restore, remove, failed, why);
    }

    private static AskPerson Ask(RepairSituation situation, string why)
    {
        var tried = situation.Tried.Count == 0 ? "nothing" : string.Join(", ", situation.Tried.Select(t => t.Rung.Name));
        var broken = situation.Broken.Select(p => $"{p.Package} {p.Version} ({p.StateText})").Concat(situation.Problems);
        var interrupted = situation.IsInterrupted ? ["the package manager was interrupted"] : Array.Empty<string>();
        return new AskPerson($"{why}; broken: {string.Join(", ", interrupted.Concat(broken))}; tried: {tried}", ByHand.Commands(situation));
    }

    private static string StateOf(RepairSituation situation, Change change) =>
        situation.Broken.First(p => p.Package == change.Package).StateText;

    private static string Times(int tries) => tries == 1 ? "once" : $"{tries} times";
}
