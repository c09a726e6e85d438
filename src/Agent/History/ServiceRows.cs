using KuPkg.Policy.Records;

namespace KuPkg.Agent.History;

/// <summary>Services in their tables. The caller of what writes holds the transaction.</summary>
internal static class ServiceRows
{
    public static void Write(Database connection, long run, IReadOnlyList<SeenService> seen)
    {
        foreach (var service in seen)
        {
            connection.Run(
                "INSERT OR REPLACE INTO service_looks (run, service, illness, look) VALUES ($run, $service, $illness, $look)",
                ("$run", run), ("$service", service.Touched.Name), ("$illness", service.Illness), ("$look", ServiceLookJson.Write(service)));
        }
    }

    /// <summary>What a run saw of services before it installed.</summary>
    public static IReadOnlyList<SeenService> Seen(Database connection, long run) => connection.Rows(
        "SELECT illness, look FROM service_looks WHERE run = $run ORDER BY service",
        static row => ServiceLookJson.Read(row.GetString(1), row.GetString(0)), ("$run", run)).OfType<SeenService>().ToList();

    /// <summary>What runs saw of services that nobody has proven since, the oldest run first.</summary>
    public static IReadOnlyList<OpenService> Open(Database connection) =>
    [
        .. connection.Rows(
            "SELECT run, ended_at IS NOT NULL, illness, look FROM service_looks JOIN runs USING (run) WHERE is_open = 1 ORDER BY run, service",
            static row => ServiceLookJson.Read(row.GetString(3), row.GetString(2)) is { } seen ? new OpenService(row.GetInt64(0), row.GetBoolean(1), seen) : null).OfType<OpenService>(),
    ];

    /// <summary>Closes what a run saw of services.</summary>
    public static int Close(Database connection, long run, IReadOnlyList<string> services)
    {
        foreach (var service in services)
            connection.Run("UPDATE service_looks SET is_open = 0 WHERE run = $run AND service = $service", ("$run", run), ("$service", service));
        return services.Count;
    }

    public static void Write(Database connection, long run, long seq, ServiceStepped stepped) => connection.Run(
        "INSERT INTO service_steps (run, seq, service, step) VALUES ($run, $seq, $service, $step)",
        ("$run", run), ("$seq", seq), ("$service", stepped.Service), ("$step", stepped.Step.Word()));

    public static Dictionary<long, ServiceStep> StepsOfRun(Database connection, long run) => connection.Rows(
        "SELECT seq, step FROM service_steps WHERE run = $run",
        static row => (Seq: row.GetInt64(0), Step: RecordWords.ToServiceStep(row.GetString(1)) ?? ServiceStep.Remark), ("$run", run)).ToDictionary(static r => r.Seq, static r => r.Step);

    public static void Write(Database connection, long run, IReadOnlyList<ServiceRecord> services)
    {
        for (var nr = 0; nr < services.Count; nr++)
        {
            var service = services[nr];
            connection.Run(
                "INSERT OR REPLACE INTO services (run, nr, service, is_written, result, text, freed_by) VALUES ($run, $nr, $service, $written, $result, $text, $freed)",
                ("$run", run), ("$nr", nr + 1), ("$service", service.Service), ("$written", service.IsWritten), ("$result", service.Result.Word()), ("$text", service.Text), ("$freed", service.FreedBy));
            if (!service.IsWritten && service.Result is ServiceFate.Healthy or ServiceFate.LeftAlone)
                connection.Run("DELETE FROM service_states WHERE service = $service", ("$service", service.Service));
            else
                connection.Run(
                    "INSERT OR REPLACE INTO service_states (service, run, at, boot_id, is_written, result, text, freed_by) SELECT $service, run, ended_at, boot_id, $written, $result, $text, $freed FROM runs WHERE run = $run",
                    ("$run", run), ("$service", service.Service), ("$written", service.IsWritten), ("$result", service.Result.Word()), ("$text", service.Text), ("$freed", service.FreedBy));
        }
    }

    /// <summary>What became of the services of a run.</summary>
    public static IReadOnlyList<ServiceRecord> OfRun(Database connection, long run) => connection.Rows(
        "SELECT service, is_written, result, text, freed_by FROM services WHERE run = $run ORDER BY nr", Record, ("$run", run));

    /// <summary>How each service is, as far as runs know: those with a contract, and of the others those with which something is the matter.</summary>
    public static IReadOnlyList<ServiceState> States(Database connection) => connection.Rows(
        "SELECT service, is_written, result, text, freed_by, run, at, boot_id FROM service_states ORDER BY service",
        static row => new ServiceState(Record(row), row.GetInt64(5), row.Time(6), row.GetString(7)));

    public static int Add(Database connection, ServiceAct act) => connection.Run(
        "INSERT INTO service_acts (at, by, service, act, why, result, text) VALUES ($at, $by, $service, $act, $why, $result, $text)",
        ("$at", Columns.Time(act.At)), ("$by", act.By), ("$service", act.Service), ("$act", act.Act), ("$why", act.Why), ("$result", RepairResult.Of(act.IsSuccess)), ("$text", act.Text));

    /// <summary>What was done outside of runs, the newest first.</summary>
    public static IReadOnlyList<ServiceAct> Acts(Database connection, int limit) => connection.Rows(
        "SELECT at, by, service, act, why, result, text FROM service_acts ORDER BY act_nr DESC LIMIT $limit", Act, ("$limit", limit));

    /// <summary>What was done to one service since an instant, the newest first.</summary>
    public static IReadOnlyList<ServiceAct> Acts(Database connection, string service, DateTimeOffset since) => connection.Rows(
        "SELECT at, by, service, act, why, result, text FROM service_acts WHERE service = $service AND at >= $since ORDER BY act_nr DESC", Act, ("$service", service), ("$since", Columns.Time(since)));

    private static ServiceRecord Record(Row row) =>
        new(row.GetString(0), row.GetBoolean(1), RecordWords.ToServiceFate(row.GetString(2)) ?? ServiceFate.Ill, row.GetString(3), row.GetString(4));

    private static ServiceAct Act(Row row) =>
        new(row.Time(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5) == RepairResult.Done, row.GetString(6));
}
