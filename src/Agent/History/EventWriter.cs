using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>Writes one event into its tables. The caller holds the transaction.</summary>
internal sealed class EventWriter(Database connection, long run, long seq)
{
    public void Write(RunEvent happened)
    {
        switch (happened)
        {
            case RunBegan began:
                Event(happened, Kinds.RunBegan, null, began.Start.Why);
                break;
            case StepBegan began:
                Event(happened, Kinds.StepBegan, began.Step, "");
                connection.Run(
                    "INSERT INTO steps (run, step, began_at, began_seq) VALUES ($run, $step, $at, $seq)",
                    ("$run", run), ("$step", began.Step), ("$at", Columns.Time(began.At)), ("$seq", seq));
                break;
            case StepEnded ended:
                Event(happened, Kinds.StepEnded, ended.Step, ended.Summary);
                StepEnd(ended);
                break;
            case PlanMade made:
                Event(happened, Kinds.Plan, null, string.Join(", ", made.Changes));
                PlannedRows.Write(connection, run, seq, made.Changes);
                break;
            case PackageStepped stepped:
                Event(happened, Kinds.Package, stepped.Package, stepped.Text);
                connection.Run(
                    "INSERT INTO progress (run, seq, percent, is_error) VALUES ($run, $seq, $percent, $error)",
                    ("$run", run), ("$seq", seq), ("$percent", stepped.Percent), ("$error", stepped.IsError));
                break;
            case VerdictReached verdict:
                Event(happened, Kinds.Verdict, verdict.Subject.Length > 0 ? verdict.Subject : verdict.Job, $"{verdict.Verdict}: {string.Join("; ", verdict.Evidence)}");
                Verdict(verdict);
                break;
            case KillDone kill:
                Event(happened, Kinds.Kill, kill.Report.Plan.Target, kill.Report.Plan.Why);
                Kill(kill);
                break;
            case Repaired repaired:
                Event(happened, Kinds.Repair, repaired.What, repaired.Text);
                connection.Run(
                    "INSERT INTO repairs (run, seq, what, result) VALUES ($run, $seq, $what, $result)",
                    ("$run", run), ("$seq", seq), ("$what", repaired.What), ("$result", RepairResult.Of(repaired.IsSuccess)));
                break;
            case VersionsKept kept:
                Event(happened, Kinds.Aside, null, $"{kept.Versions.Count(static v => v.Origin != AsideOrigin.NotRestorable)} of {kept.Versions.Count} outgoing versions kept aside");
                AsideRows.Write(connection, run, seq, kept.Versions);
                break;
            case VersionsPutBack back:
                Event(happened, Kinds.PutBack, null, string.Join(", ", back.Results.Select(static r => $"{r.Package} {r.To}{(r.IsSuccess ? "" : $" failed: {r.Why}")}")));
                AsideRows.Write(connection, run, seq, back.Results);
                break;
            case HoldPlaced placed:
                Event(happened, Kinds.Hold, $"{placed.Hold.Package} {placed.Hold.Version}", placed.Hold.Why);
                HoldRows.Place(connection, placed.Hold, run, seq);
                break;
            case ServicesSeen seen:
                Event(happened, Kinds.ServicesSeen, null, string.Join(", ", seen.Services.Select(static s => $"{s.Touched.Name} {(s.WasIll ? $"ill: {s.Illness}" : "healthy")}")));
                ServiceRows.Write(connection, run, seen.Services);
                break;
            case ServiceStepped stepped:
                Event(happened, Kinds.Service, stepped.Service, stepped.Text);
                ServiceRows.Write(connection, run, seq, stepped);
                Evidence(EvidenceOf.Service, stepped.Evidence);
                break;
            case Noted noted:
                Event(happened, noted.IsWarning ? Kinds.Warning : Kinds.Note, null, noted.Text);
                if (noted.IsWarning)
                    LateWarning(noted.Text);
                break;
            case RunEnded ended:
                Event(happened, Kinds.RunEnded, ended.Record.Outcome.Word(), ended.Record.Summary);
                RunEnd(ended.Record);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType(), "the history does not know this event");
        }
    }

    private void Event(RunEvent happened, string kind, string? subject, string text) => connection.Run(
        "INSERT INTO events (run, seq, at, kind, subject, text) VALUES ($run, $seq, $at, $kind, $subject, $text)",
        ("$run", run), ("$seq", seq), ("$at", Columns.Time(happened.At)), ("$kind", kind), ("$subject", subject), ("$text", text));

    private void StepEnd(StepEnded ended)
    {
        (string, object?)[] values =
        [
            ("$run", run), ("$step", ended.Step), ("$at", Columns.Time(ended.At)), ("$result", ended.Result.Word()),
            ("$summary", ended.Summary), ("$took", Columns.Seconds(ended.Took)), ("$seq", seq),
        ];
        var closed = connection.Run(
            """
            UPDATE steps SET ended_at = $at, result = $result, summary = $summary, took_s = $took, ended_seq = $seq
            WHERE run = $run AND began_seq = (SELECT MAX(began_seq) FROM steps WHERE run = $run AND step = $step AND ended_seq IS NULL)
            """,
            values);
        if (closed > 0) return;
        connection.Run(
            "INSERT INTO steps (run, step, ended_at, result, summary, took_s, ended_seq) VALUES ($run, $step, $at, $result, $summary, $took, $seq)",
            values);
    }

    private void Verdict(VerdictReached verdict)
    {
        connection.Run(
            """
            INSERT INTO verdicts (run, seq, job, subject, verdict, reason, is_terminal)
            VALUES ($run, $seq, $job, $subject, $verdict, $reason, $terminal)
            """,
            ("$run", run), ("$seq", seq), ("$job", verdict.Job), ("$subject", verdict.Subject), ("$verdict", verdict.Verdict),
            ("$reason", verdict.Reason), ("$terminal", verdict.IsTerminal));
        Evidence(EvidenceOf.Verdict, verdict.Evidence);
    }

    private void Kill(KillDone kill)
    {
        var (plan, report) = (kill.Report.Plan, kill.Report);
        connection.Run(
            """
            INSERT INTO kills (run, seq, job, target, package, script, why, is_gone, took_s, plan)
            VALUES ($run, $seq, $job, $target, $package, $script, $why, $gone, $took, $plan)
            """,
            ("$run", run), ("$seq", seq), ("$job", kill.Job), ("$target", plan.Target), ("$package", plan.Package), ("$script", plan.Script),
            ("$why", plan.Why), ("$gone", report.IsGone), ("$took", Columns.Seconds(report.Took)), ("$plan", KillPlanJson.Write(plan.Steps)));
        if (plan.IsKill) CounterRows.Add(connection, Counter.Kills, 1);
        for (var nr = 0; nr < report.Signals.Count; nr++) Signal(nr + 1, report.Signals[nr]);
        Evidence(EvidenceOf.Kill, report.Evidence);
        Evidence(EvidenceOf.Survivor, report.Survivors);
    }

    private void Signal(int nr, SentSignal sent) => connection.Run(
        """
        INSERT INTO signals (run, seq, nr, after_s, signal, signal_nr, pid, start_ticks, name, result)
        VALUES ($run, $seq, $nr, $after, $signal, $number, $pid, $ticks, $name, $result)
        """,
        ("$run", run), ("$seq", seq), ("$nr", nr), ("$after", Columns.Seconds(sent.After)), ("$signal", SignalNames.Of(sent.Signal)),
        ("$number", sent.Signal), ("$pid", sent.Target.Pid), ("$ticks", sent.Target.StartTicks), ("$name", sent.Name), ("$result", sent.Result));

    private void Evidence(string what, IReadOnlyList<string> lines)
    {
        for (var nr = 0; nr < lines.Count; nr++)
        {
            connection.Run(
                "INSERT INTO evidence (run, seq, nr, what, text) VALUES ($run, $seq, $nr, $what, $text)",
                ("$run", run), ("$seq", seq), ("$nr", nr + 1), ("$what", what), ("$text", lines[nr]));
        }
    }

    private void RunEnd(RunRecord record)
    {
        connection.Run(
            """
            UPDATE runs SET ended_at = $at, took_s = $took, outcome = $outcome, exit_code = $exit, summary = $summary, fetched_bytes = $bytes, install_waits = $waits
            WHERE run = $run
            """,
            ("$run", run), ("$at", Columns.Time(record.EndedAt)), ("$took", Columns.Seconds(record.Took)), ("$outcome", record.Outcome.Word()),
            ("$exit", record.ExitCode), ("$summary", record.Summary), ("$bytes", record.FetchedBytes), ("$waits", record.InstallWaits));
        for (var nr = 0; nr < record.Packages.Count; nr++) Package(nr + 1, record.Packages[nr]);
        CounterRows.Add(connection, Counter.Runs, 1, record.Outcome.Word());
        CounterRows.Add(connection, Counter.FetchedBytes, record.FetchedBytes);
        foreach (var fate in record.Packages.CountBy(static p => p.Result)) CounterRows.Add(connection, Counter.Packages, fate.Value, fate.Key.Word());
        ServiceRows.Write(connection, run, record.Services);
        if (record.Pending is { } pending) PendingRows.Replace(connection, run, pending);
        Remarks(Remark.NeedsPerson, record.NeedsPerson);
        Remarks(Remark.Warning, record.Warnings);
    }

    // What is warned of before the end is in the record; what comes after it, as of a hook that failed then, is added.
    private void LateWarning(string text) => connection.Run(
        """
        INSERT INTO remarks (run, nr, kind, text)
        SELECT $run, (SELECT COALESCE(MAX(nr), 0) + 1 FROM remarks WHERE run = $run AND kind = $kind), $kind, $text
        WHERE EXISTS (SELECT 1 FROM runs WHERE run = $run AND ended_at IS NOT NULL)
        """,
        ("$run", run), ("$kind", Remark.Warning), ("$text", text));

    private void Package(int nr, PackageResult package) => connection.Run(
        """
        INSERT OR REPLACE INTO package_changes
            (run, nr, package, architecture, from_version, to_version, origin, is_security, result, installed, cause, freed_by)
        VALUES ($run, $nr, $package, $architecture, $from, $to, $origin, $security, $result, $installed, $cause, $freed)
        """,
        ("$run", run), ("$nr", nr), ("$package", package.Change.Package.Name), ("$architecture", package.Change.Package.Architecture),
        ("$from", package.Change.From), ("$to", package.Change.To), ("$origin", package.Change.Origin), ("$security", package.Change.IsSecurity),
        ("$result", package.Result.Word()), ("$installed", package.Installed), ("$cause", package.Cause), ("$freed", package.FreedBy));

    private void Remarks(string kind, IReadOnlyList<string> texts)
    {
        for (var nr = 0; nr < texts.Count; nr++)
        {
            connection.Run(
                "INSERT OR REPLACE INTO remarks (run, nr, kind, text) VALUES ($run, $nr, $kind, $text)",
                ("$run", run), ("$nr", nr + 1), ("$kind", kind), ("$text", texts[nr]));
        }
    }
}
