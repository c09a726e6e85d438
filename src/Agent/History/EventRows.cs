using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>The events of one run, put together from their tables.</summary>
internal sealed class EventRows
{
    private readonly PastRun _past;
    private readonly Dictionary<long, (StepResult Result, TimeSpan Took)> _steps;
    private readonly Dictionary<long, (double? Percent, bool IsError)> _progress;
    private readonly Dictionary<long, VerdictReached> _verdicts;
    private readonly Dictionary<long, KillDone> _kills;
    private readonly Dictionary<long, bool> _repairs;
    private readonly IReadOnlyDictionary<long, Hold> _holds;
    private readonly ILookup<long, Change> _plans;
    private readonly ILookup<long, KeptVersion> _kept;
    private readonly ILookup<long, PutBackResult> _putBacks;
    private readonly IReadOnlyList<SeenService> _services;
    private readonly Dictionary<long, ServiceStepped> _serviceSteps;

    private EventRows(Database connection, PastRun past)
    {
        (string, object?) run = ("$run", past.Start.RunId);
        _past = past;
        _steps = connection.Rows(
            "SELECT ended_seq, result, took_s FROM steps WHERE run = $run AND ended_seq IS NOT NULL",
            static row => (Seq: row.GetInt64(0), Value: (RecordWords.ToResult(row.GetString(1)) ?? StepResult.Failed, row.Seconds(2))),
            run).ToDictionary(row => row.Seq, row => row.Value);
        _progress = connection.Rows(
            "SELECT seq, percent, is_error FROM progress WHERE run = $run",
            static row => (Seq: row.GetInt64(0), Value: (row.NumberOrNull(1), row.GetBoolean(2))), run).ToDictionary(row => row.Seq, row => row.Value);
        _repairs = connection.Rows(
            "SELECT seq, result FROM repairs WHERE run = $run",
            static row => (Seq: row.GetInt64(0), IsSuccess: row.GetString(1) == RepairResult.Done), run).ToDictionary(row => row.Seq, row => row.IsSuccess);
        _holds = HoldRows.OfRun(connection, past.Start.RunId);
        // An older program's file has no such table until the next run.
        var version = Schema.VersionOf(connection);
        _kept = version >= 6 ? AsideRows.KeptOfRun(connection, past.Start.RunId) : Array.Empty<KeptVersion>().ToLookup(static _ => 0L);
        _putBacks = version >= 6 ? AsideRows.PutBacksOfRun(connection, past.Start.RunId) : Array.Empty<PutBackResult>().ToLookup(static _ => 0L);
        _plans = version >= 2 ? PlannedRows.OfRun(connection, past.Start.RunId) : Array.Empty<Change>().ToLookup(static _ => 0L);
        var evidence = connection.Rows(
            "SELECT seq, what, text FROM evidence WHERE run = $run ORDER BY seq, what, nr",
            static row => (Key: (row.GetInt64(0), row.GetString(1)), Text: row.GetString(2)), run).ToLookup(row => row.Key, row => row.Text);
        _services = version >= 7 ? ServiceRows.Seen(connection, past.Start.RunId) : [];
        _serviceSteps = (version >= 7 ? ServiceRows.StepsOfRun(connection, past.Start.RunId) : [])
            .ToDictionary(static s => s.Key, s => new ServiceStepped("", s.Value, "", [.. evidence[(s.Key, EvidenceOf.Service)]]) { At = default });
        _verdicts = Verdicts(connection, run, evidence);
        _kills = Kills(connection, run, evidence);
    }

    public static IReadOnlyList<RunEvent> Read(Database connection, PastRun past)
    {
        var rows = new EventRows(connection, past);
        return connection.Rows("SELECT seq, at, kind, subject, text FROM events WHERE run = $run ORDER BY seq", rows.Event, ("$run", past.Start.RunId));
    }

    private RunEvent Event(Row row)
    {
        var (seq, at, kind, subject, text) = (row.GetInt64(0), row.Time(1), row.GetString(2), row.TextOrNull(3), row.GetString(4));
        return kind switch
        {
            Kinds.RunBegan => new RunBegan(_past.Start) { At = at },
            Kinds.StepBegan => new StepBegan(subject ?? "") { At = at },
            Kinds.StepEnded when _steps.TryGetValue(seq, out var step) => new StepEnded(subject ?? "", step.Result, text, step.Took) { At = at },
            Kinds.Plan => new PlanMade([.. _plans[seq]]) { At = at },
            Kinds.Aside => new VersionsKept([.. _kept[seq]]) { At = at },
            Kinds.PutBack => new VersionsPutBack([.. _putBacks[seq]]) { At = at },
            Kinds.Package when _progress.TryGetValue(seq, out var step) => new PackageStepped(subject, step.Percent, text, step.IsError) { At = at },
            Kinds.Verdict when _verdicts.TryGetValue(seq, out var verdict) => verdict with { At = at },
            Kinds.Kill when _kills.TryGetValue(seq, out var kill) => kill with { At = at },
            Kinds.Repair when _repairs.TryGetValue(seq, out var isSuccess) => new Repaired(subject ?? "", isSuccess, text) { At = at },
            Kinds.Hold when _holds.TryGetValue(seq, out var hold) => new HoldPlaced(hold) { At = at },
            Kinds.RunEnded when _past.Record is { } record => new RunEnded(record) { At = at },
            Kinds.ServicesSeen => new ServicesSeen(_services) { At = at },
            Kinds.Service when _serviceSteps.TryGetValue(seq, out var step) => step with { At = at, Service = subject ?? "", Text = text },
            Kinds.Note or Kinds.Warning => new Noted(text, kind == Kinds.Warning) { At = at },
            // A newer program may write kinds unknown here; the timeline still says what happened.
            _ => new Noted($"{kind}: {subject} {text}", false) { At = at },
        };
    }

    private static Dictionary<long, VerdictReached> Verdicts(
        Database connection, (string, object?) run, ILookup<(long, string), string> evidence) => connection.Rows(
        "SELECT seq, job, verdict, reason, subject, is_terminal FROM verdicts WHERE run = $run",
        row => (Seq: row.GetInt64(0), Verdict: new VerdictReached(
            row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
            [.. evidence[(row.GetInt64(0), EvidenceOf.Verdict)]], row.GetBoolean(5)) { At = default }),
        run).ToDictionary(row => row.Seq, row => row.Verdict);

    private static Dictionary<long, KillDone> Kills(
        Database connection, (string, object?) run, ILookup<(long, string), string> evidence)
    {
        var signals = connection.Rows(
            "SELECT seq, pid, start_ticks, name, signal_nr, after_s, result FROM signals WHERE run = $run ORDER BY seq, nr",
            static row => (Seq: row.GetInt64(0), Signal: new SentSignal(
                new ProcessId(row.GetInt32(1), row.GetInt64(2)), row.GetString(3), row.GetInt32(4), row.Seconds(5), row.GetString(6))),
            run).ToLookup(row => row.Seq, row => row.Signal);
        return connection.Rows(
            "SELECT seq, job, target, package, script, why, is_gone, took_s, plan FROM kills WHERE run = $run",
            row =>
            {
                var seq = row.GetInt64(0);
                var plan = new KillPlan(row.GetString(2), row.TextOrNull(3), row.TextOrNull(4), row.GetString(5), KillPlanJson.Read(row.GetString(8)));
                var report = new KillReport(
                    plan, [.. signals[seq]], [.. evidence[(seq, EvidenceOf.Kill)]], row.GetBoolean(6), row.Seconds(7),
                    [.. evidence[(seq, EvidenceOf.Survivor)]]);
                return (Seq: seq, Kill: new KillDone(row.GetString(1), report) { At = default });
            },
            run).ToDictionary(row => row.Seq, row => row.Kill);
    }
}
