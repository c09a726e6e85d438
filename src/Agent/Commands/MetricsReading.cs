using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.History;
using KuPkg.Agent.Metrics;
using KuPkg.Agent.Report;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Commands;

/// <summary>Reads from a host what its metrics are made of.</summary>
internal static class MetricsReading
{
    /// <summary>The metrics of this moment. A history that cannot be read leaves its numbers out; <c>kupkg_host_state</c> tells of it.</summary>
    /// <param name="paths">The host.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="status">How it is.</param>
    /// <param name="time">Its clock.</param>
    public static IEnumerable<MetricFamily> Read(HostPaths paths, ConfigState config, HostStatus status, TimeProvider time)
    {
        var facts = new MetricsFacts(status, [], [], [], new AptDriver(paths, new Launcher(time), time).ListsRefreshedAt(), config is not ConfigState.Refused);
        try
        {
            using var history = HistoryReader.Open(paths);
            facts = facts with { Counters = history.Counters(), Pending = history.Pending(), Mirrors = history.MirrorMemories() };
        }
        catch (HistoryException)
        {
            // Told by the status: the host's state is "attention" then, and says why.
        }

        return HostMetrics.Of(facts, time.GetUtcNow());
    }
}
