using KuPkg.Policy.Kill;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch;

/// <summary>Hears what the watch sees and does. Called on the watching thread: answer quickly, throw nothing.</summary>
internal interface IWatchObserver
{
    /// <summary>At each sample; for live progress.</summary>
    void Sampled(Job job, TreeSample sample, Verdict verdict);

    /// <summary>When the verdict changed its kind, and once for each terminal one.</summary>
    void Judged(Job job, TreeSample sample, Verdict verdict);

    /// <summary>Before the first signal of a kill.</summary>
    void Killing(Job job, KillPlan plan);

    /// <summary>After a kill.</summary>
    void Killed(Job job, KillReport report);
}
