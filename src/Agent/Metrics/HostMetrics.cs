using KuPkg.Agent.Config;
using KuPkg.Agent.History;
using KuPkg.Agent.Report;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Metrics;

/// <summary>What the metrics are made of.</summary>
/// <param name="Status">How the host is.</param>
/// <param name="Counters">From the history.</param>
/// <param name="Pending">From the history.</param>
/// <param name="Mirrors">From the history.</param>
/// <param name="ListsRefreshedAt">When the package lists were refreshed last; null: never.</param>
/// <param name="IsConfigGood">Whether the configuration can be used; a host without one is quarantined, and that is good.</param>
internal sealed record MetricsFacts(
    HostStatus Status, IReadOnlyList<Counter> Counters, IReadOnlyList<PendingUpdate> Pending, IReadOnlyList<MirrorMemory> Mirrors, DateTimeOffset? ListsRefreshedAt, bool IsConfigGood);

/// <summary>The metrics of a host: facts → families. Pure. docs/metrics.md lists them.</summary>
internal static class HostMetrics
{
    public static IEnumerable<MetricFamily> Of(MetricsFacts facts, DateTimeOffset now) =>
        [.. Host(facts), .. Runs(facts), .. Work(facts), .. Mirrors(facts, now), .. Shared(facts)];

    // A state is one of several: each has a series, so that a query needs no knowledge of the others.
    private static IEnumerable<MetricFamily> Host(MetricsFacts facts)
    {
        var status = facts.Status;
        yield return new("kupkg_info", IsCounter: false, "The version of kupkg, the package manager and the track of this host; always 1.",
            [new Sample([("version", KuPkgVersion.Text), ("manager", status.Manager), ("track", status.Track)], 1)]);
        yield return new("kupkg_host_state", IsCounter: false, "1 for the state that kupkg status says, 0 for the others.",
            [.. Enum.GetValues<HostState>().Select(s => new Sample([("state", StatusJson.Word(s))], s == status.State ? 1 : 0))]);
        yield return MetricFamily.Gauge("kupkg_config_good", "1 if the configuration can be used, 0 if it has a mistake and no run begins.", facts.IsConfigGood ? 1 : 0);
        yield return MetricFamily.Gauge("kupkg_packages_held", "Package versions that kupkg holds off.", status.Held.Count);
        yield return MetricFamily.Gauge("kupkg_packages_paused", "Packages that are left alone for a while as versions of them failed in a row.", status.Paused.Count);
        if (status.NextRuns is [var next, ..])
            yield return MetricFamily.Gauge("kupkg_next_run_timestamp_seconds", "When the next run is due, in seconds since 1970.", Seconds(next.At));
    }

    private static IEnumerable<MetricFamily> Runs(MetricsFacts facts)
    {
        var status = facts.Status;
        if (status.LastSuccess is { } success)
            yield return MetricFamily.Gauge("kupkg_last_success_timestamp_seconds", "When the last successful run ended, in seconds since 1970.", Seconds(success.Record?.EndedAt ?? success.Start.At));
        if (status.LastRun is not { } last)
            yield break;
        yield return MetricFamily.Gauge("kupkg_last_run_timestamp_seconds", "When the last run ended, in seconds since 1970.", Seconds(last.Record?.EndedAt ?? last.Start.At));
        if (last.Record is not { } record)
            yield break;
        yield return new("kupkg_last_run_outcome", IsCounter: false, "1 for the outcome of the last run, 0 for the others.",
            [.. RecordWords.AllOutcomes.Select(o => new Sample([("outcome", o.Word())], o == record.Outcome ? 1 : 0))]);
        yield return MetricFamily.Gauge("kupkg_last_run_exit_code", "The exit code of the last run: 0 done, 1 failed and consistent, 2 needs a person, 75 deferred.", record.ExitCode);
        yield return MetricFamily.Gauge("kupkg_last_run_duration_seconds", "How long the last run took.", record.Took.TotalSeconds);
    }

    private static IEnumerable<MetricFamily> Work(MetricsFacts facts)
    {
        yield return Counted(facts, Counter.Runs, "kupkg_runs_total", "Runs that ended, by outcome.", "outcome");
        yield return Counted(facts, Counter.Packages, "kupkg_packages_total", "Packages of plans, by what became of them.", "result");
        yield return MetricFamily.Counter("kupkg_kills_total", "Process trees that were ended because they hung.", facts.Counters.Where(static c => c.Name == Counter.Kills).Sum(static c => c.Value));
        var putBacks = facts.Status.PutBacks;
        yield return new("kupkg_put_backs_total", IsCounter: true, "Outgoing versions that were put back, by whether that worked.",
            [new Sample([("result", "done")], putBacks.Done), new Sample([("result", "failed")], putBacks.Failed)]);
        yield return MetricFamily.Counter("kupkg_fetched_bytes_total", "Bytes fetched by refresh and download.", facts.Counters.Where(static c => c.Name == Counter.FetchedBytes).Sum(static c => c.Value));
    }

    private static IEnumerable<MetricFamily> Mirrors(MetricsFacts facts, DateTimeOffset now)
    {
        var mirrors = facts.Mirrors;
        yield return new("kupkg_mirror_bytes_total", IsCounter: true, "Bytes that came from a mirror.", [.. mirrors.Select(static m => Of(m, m.Bytes))]);
        yield return new("kupkg_mirror_failures_total", IsCounter: true, "Requests that a mirror failed, by cause.",
            [.. facts.Counters.Where(static c => c.Name == Counter.MirrorFailures).Select(static c => new Sample([("mirror", c.Label), ("cause", c.More)], c.Value))]);
        yield return new("kupkg_mirror_open", IsCounter: false, "1 while a mirror is left alone as it failed.",
            [.. mirrors.Select(m => Of(m, Breaker.PhaseAt(m.Breaker, now) == BreakerPhase.Open ? 1 : 0))]);
        yield return new("kupkg_mirror_bytes_per_second", IsCounter: false, "The rate of one connection to a mirror, a mean in which old runs count less.",
            [.. mirrors.Where(static m => m.BytesPerSecond is not null).Select(static m => Of(m, Math.Round(m.BytesPerSecond!.Value)))]);
        yield return new("kupkg_mirror_first_byte_seconds", IsCounter: false, "The time to the first byte of a mirror's answer, likewise.",
            [.. mirrors.Where(static m => m.FirstByte is not null).Select(static m => Of(m, m.FirstByte!.Value.TotalSeconds))]);
    }

    // Names that others gave these: dashboards and alerts for them are there already.
    private static IEnumerable<MetricFamily> Shared(MetricsFacts facts)
    {
        var pending = facts.Pending.GroupBy(static p => (p.Origin, p.Package.Architecture))
            .Select(static g => new Sample([("origin", g.Key.Origin), ("arch", g.Key.Architecture)], g.Count())).ToList();
        yield return new("apt_upgrades_pending", IsCounter: false, "Apt packages pending updates by origin.", pending.Count > 0 ? pending : [new Sample([("origin", ""), ("arch", "")], 0)]);
        if (facts.ListsRefreshedAt is { } refreshed)
            yield return MetricFamily.Gauge("apt_package_cache_timestamp_seconds", "Apt update last run time.", Seconds(refreshed));
        yield return MetricFamily.Gauge("node_reboot_required", "Node reboot is required for software updates.", facts.Status.Reboot is null ? 0 : 1);
    }

    private static MetricFamily Counted(MetricsFacts facts, string counter, string name, string help, string label) =>
        new(name, IsCounter: true, help, [.. facts.Counters.Where(c => c.Name == counter).Select(c => new Sample([(label, c.Label)], c.Value))]);

    private static Sample Of(MirrorMemory mirror, double value) => new([("mirror", mirror.Mirror.Address)], value);

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;
}
