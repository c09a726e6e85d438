using KuPkg.Policy.Kill;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Kill;

/// <summary>Carries out a kill plan by pidfd: evidence first, then freeze, signal, wait, prove.</summary>
internal interface IKiller
{
    /// <param name="plan">What to do.</param>
    /// <param name="snapshot">The sample the plan was made from.</param>
    /// <param name="outputPath">The job's output, of which the end is kept as evidence.</param>
    /// <param name="managerLog">The manager's log, likewise; null: none.</param>
    Task<KillReport> CarryOutAsync(KillPlan plan, TreeSample snapshot, string? outputPath, string? managerLog);
}
