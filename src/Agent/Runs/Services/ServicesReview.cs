using KuPkg.Agent.Contracts;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Services;

/// <summary>Looks again at services with which something was the matter, and which this run did not touch: a person may have restarted or mended them.</summary>
internal static class ServicesReview
{
    /// <summary>Looks at them. Costs a host on which all is well one question to the history.</summary>
    /// <param name="run">The run.</param>
    /// <param name="touched">What it made of those that it touched.</param>
    /// <returns>Those that are well again; what is as it was is not told anew.</returns>
    public static async Task<IReadOnlyList<ServiceRecord>> RunAsync(RunContext run, IReadOnlyList<ServiceRecord> touched)
    {
        if (run.Services is not { } desk || run.Journal.ServiceStates().Where(s => s.IsOpen && !touched.Any(t => t.Service == s.Record.Service)).ToList() is not { Count: > 0 } open)
            return [];
        try
        {
            var contracts = open.ConvertAll(s => desk.Contracts.FirstOrDefault(c => c.Name == s.Record.Service) ?? TouchPolicy.Unwritten(UnitName.Full(s.Record.Service), ""));
            var looks = await desk.Reader.LookAsync(contracts, CancellationToken.None);
            var health = await desk.Probe.CheckAsync(contracts, CancellationToken.None);
            return [.. open.Where((_, nr) => IsWell(looks[nr], health[nr])).Select(static s => s.Record with { Result = ServiceFate.Healthy, Text = "it runs what is on disk, and answers", FreedBy = "" })];
        }
        catch (IOException e)
        {
            run.Events.Note($"services with which something was the matter could not be looked at again: {e.Message}");
            return [];
        }
    }

    private static bool IsWell(ServiceLook look, ServiceHealth health) =>
        health.IsHealthy && look.Processes.All(static p => p.Home != ProcessHome.OwnUnit || !p.Deleted.Any(UsrMerge.IsSystemCode));
}
