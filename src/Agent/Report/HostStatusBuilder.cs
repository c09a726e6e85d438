using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>Judges a host from facts. Pure.</summary>
internal static class HostStatusBuilder
{
    public static HostStatus Build(StatusFacts facts)
    {
        var running = facts.IsLiveAlive && facts.Live is { EndedAt: null } live ? live : null;
        var past = facts.Runs.Where(run => run.Start.RunId != running?.Run).ToArray();
        var ended = past.FirstOrDefault(run => run.Record is not null || run.Interrupted is not null);
        // A deferred run looked at nothing: what the one before it found still stands.
        var judged = past.FirstOrDefault(run => run.Record is { Outcome: not (Outcome.Deferred or Outcome.Quarantined) });
        var status = new HostStatus
        {
            Host = facts.Host,
            Track = facts.Track,
            Manager = facts.Manager,
            State = HostState.Ok,
            Headline = "",
            LastRun = ended,
            LastSuccess = facts.LastSuccess,
            NextRuns = facts.Quarantine is null ? facts.NextRuns : [],
            Paused = facts.Paused,
            HeldServices = facts.HeldServices,
            OtherUpdaters = facts.Quarantine is null ? facts.OtherUpdaters : [],
            Held = [.. facts.Holds.Where(hold => !hold.IsOverAt(facts.Now)).Select(hold => new HeldPackage(hold, $"kupkg unhold {hold.Package}"))],
            Services = facts.Services,
            PutBacks = facts.PutBacks,
            NeedsPerson = judged?.Record is { } record ? Needs(record) : [],
            Warnings = [.. judged?.Record?.Warnings ?? [], .. facts.HistoryProblem is { } problem ? new[] { problem } : []],
            Reboot = facts.Reboot,
            RebootPlan = facts.RebootPlan,
            Running = running,
        };
        return Judge(status, facts, past, judged);
    }

    private static HostStatus Judge(HostStatus status, StatusFacts facts, PastRun[] past, PastRun? judged)
    {
        if (facts.Quarantine is { } quarantine)
        {
            return status with
            {
                State = HostState.Quarantined,
                Headline = $"{quarantine}. Nothing is updated, checked or killed here.",
                Commands = facts.ReleaseCommand.Length > 0 ? [facts.ReleaseCommand] : [],
            };
        }

        if (past.Length == 0 && facts.HistoryProblem is null)
        {
            return status with { State = HostState.NeverRan, Headline = "no run has ended here yet", Commands = status.Running is null ? ["kupkg run --now"] : [] };
        }

        if (status.NeedsPerson.Count > 0)
            return status with { State = HostState.NeedsYou, Headline = judged!.Record!.Summary, Commands = [$"kupkg report {judged.Start.RunId}"] };

        if (past.Length > 0 && IsStale(facts, past, out var forSoLong))
        {
            var troubles = past.TakeWhile(run => !run.IsSuccess).Take(5).ToArray();
            return status with
            {
                State = HostState.Stale,
                Headline = facts.LastSuccess is null ? $"no successful run yet, for {forSoLong}" : $"no successful run for {forSoLong}",
                Troubles = troubles,
                Commands = troubles.Length > 0 ? [$"kupkg report {troubles[0].Start.RunId}", "kupkg run --now"] : ["kupkg run --now"],
            };
        }

        var reasons = Reasons(status, facts, past, judged).ToArray();
        return reasons.Length == 0
            ? status
            : status with { State = HostState.Attention, Headline = string.Join(", ", reasons), Troubles = [.. past.Take(1).Where(IsInterrupted)] };
    }

    private static IEnumerable<string> Reasons(HostStatus status, StatusFacts facts, PastRun[] past, PastRun? judged)
    {
        if (facts.HistoryProblem is not null) yield return "the history cannot be read";
        if (past is [var newest, ..] && IsInterrupted(newest)) yield return $"run {newest.Start.RunId} was interrupted";
        if (judged?.Record is { } record)
        {
            if (record.Outcome == Outcome.FailedConsistent) yield return "the last run failed";
            if (record.Outcome == Outcome.Refused) yield return "the last plan was refused";
            var held = status.Held.Select(h => h.Hold.Package.Name).ToHashSet();
            var left = record.Packages.Count(p => p.Result != PackageFate.Updated && !held.Contains(p.Change.Package.Name));
            if (left > 0) yield return $"{Human.Count(left, "package")} not updated";
            else if (record.Outcome == Outcome.PartlyUpdated && status.Held.Count == 0) yield return "the last run updated only in part";
        }

        if (status.Held.Count > 0) yield return $"{Human.Count(status.Held.Count, "package")} held";
        var ill = status.Services.Count(static s => s.Record.Result is ServiceFate.Ill or ServiceFate.IllBefore);
        if (ill > 0) yield return $"{Human.Count(ill, "service")} ill";
        var byHand = status.Services.Count(static s => s.Record.Result == ServiceFate.ByHand);
        if (byHand > 0) yield return $"{Human.Count(byHand, "service")} to restart";
        var warnings = status.Warnings.Count - (facts.HistoryProblem is null ? 0 : 1);
        if (warnings > 0) yield return Human.Count(warnings, "warning");
        if (status.Reboot is not null) yield return "reboot needed";
    }

    // Neither at work nor ended, or closed by a later run: its kupkg died.
    private static bool IsInterrupted(PastRun run) => run.Record is null;

    private static bool IsStale(StatusFacts facts, PastRun[] past, out string forSoLong)
    {
        var since = facts.Now - (facts.LastSuccess is { } success ? success.Record?.EndedAt ?? success.Start.At : past[^1].Start.At);
        forSoLong = Human.Duration(since);
        return since > facts.StaleAfter;
    }

    private static IReadOnlyList<string> Needs(RunRecord record) =>
        record.NeedsPerson.Count > 0 || record.Outcome != Outcome.NeedsPerson ? record.NeedsPerson : [record.Summary];
}
