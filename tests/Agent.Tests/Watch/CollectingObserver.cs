using KuPkg.Agent.Watch;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Watch;

/// <summary>Keeps what it hears.</summary>
internal sealed class CollectingObserver : IWatchObserver
{
    public List<Verdict> Samples { get; } = [];

    public List<Verdict> Verdicts { get; } = [];

    public List<KillPlan> Plans { get; } = [];

    public List<KillReport> Kills { get; } = [];

    /// <summary>Done at each sample.</summary>
    public Action<TreeSample, Verdict> OnSample { get; set; } = static (_, _) => { };

    public void Sampled(Job job, TreeSample sample, Verdict verdict)
    {
        Samples.Add(verdict);
        OnSample(sample, verdict);
    }

    public void Judged(Job job, TreeSample sample, Verdict verdict) => Verdicts.Add(verdict);

    public void Killing(Job job, KillPlan plan) => Plans.Add(plan);

    public void Killed(Job job, KillReport report) => Kills.Add(report);
}
