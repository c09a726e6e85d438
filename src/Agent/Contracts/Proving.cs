using KuPkg.Policy.Gates;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Contracts;

/// <summary>Proves a settled service healthy: its checks pass within their time, and go on passing, while its main process stays the same and systemd does not start it anew. For one service, by one caller.</summary>
internal sealed class Proving(SeenService seen, RenewalTools tools)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly TouchedService _service = seen.Touched;

    /// <summary>What shows that it is healthy, in words; empty before it is.</summary>
    public string Proof { get; private set; } = "";

    /// <summary>Waits until it is proven, or fails.</summary>
    public async Task<Setback?> RunAsync()
    {
        var began = tools.Time.GetTimestamp();
        var contract = _service.Contract;
        var checks = contract.Checks.Where(static c => c.At != Policy.Settings.CheckTime.Before).ToList();
        var results = await tools.Probe.CheckAsync(checks, contract.Patience, CancellationToken.None);
        // Of those that did not pass, the one that had its time: the others were only cut short.
        var lost = results.Where(static r => !r.IsPassed).ToList();
        if ((lost.Find(static r => r.Took >= r.Check.Within) ?? lost.FirstOrDefault()) is { } failed)
            return new Setback($"{failed.Check.Words}: {failed.Words} (for {failed.Took.TotalSeconds:0} s)");
        var first = await tools.LookAsync(_service.Name);
        tools.Tell(_service.Name, ServiceStep.Healthy, results.Count == 0 ? $"{first.Unit?.Words ?? "it runs"}; it has no checks" : $"{results.Count} {(results.Count == 1 ? "check passes" : "checks pass")}, {tools.Time.GetElapsedTime(began).TotalSeconds:0.0} s after it was new", [.. results.Select(static r => $"{r.Check.Words}: {r.Words}")]);

        var stableSince = tools.Time.GetTimestamp();
        while (tools.Time.GetElapsedTime(stableSince) < contract.StableFor && !tools.Stop.IsCancellationRequested)
        {
            await Task.Delay(Beat < contract.StableFor ? Beat : contract.StableFor, tools.Time);
            if (Fallen(first, await tools.LookAsync(_service.Name)) is { } fallen)
                return new Setback($"{fallen}, {tools.Time.GetElapsedTime(stableSince).TotalSeconds:0} s after it was healthy");
            results = await tools.Probe.CheckAsync(checks, patience: null, CancellationToken.None);
            if (results.FirstOrDefault(static r => !r.IsPassed) is { } later)
                return new Setback($"{later.Check.Words}: {later.Words}, {tools.Time.GetElapsedTime(stableSince).TotalSeconds:0} s after it was healthy");
        }

        var stable = tools.Time.GetElapsedTime(stableSince);
        Proof = $"{(results.Count == 0 ? first.Unit?.Words ?? "it runs" : string.Join(", ", results.Select(static r => r.Words)))}, stable for {stable.TotalSeconds:0} s";
        tools.Tell(_service.Name, ServiceStep.Stable, stable < contract.StableFor ? $"for {stable.TotalSeconds:0} s; not waited for longer, as the run was asked to stop" : $"for {stable.TotalSeconds:0} s", []);
        return null;
    }

    private static string? Fallen(ServiceLook first, ServiceLook now)
    {
        if (now.Unit is { } unit && !unit.IsOneShot && !unit.IsActive)
            return $"{unit.Name} is {unit.Words}{(unit.Result is "" or "success" ? "" : $", {unit.Result}")}";
        if (now.Unit is { } later && first.Unit is { } before && later.Restarts > before.Restarts)
            return $"systemd had to start it again: {later.Restarts - before.Restarts} {(later.Restarts - before.Restarts == 1 ? "time" : "times")}";
        return first.Main is { } main && now.Main is { } other && main.Id != other.Id ? $"its main process changed from {main.Words} to {other.Words}" : first.Main is not null && now.Main is null ? "it ended" : null;
    }
}
