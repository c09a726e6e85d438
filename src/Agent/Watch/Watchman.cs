using KuPkg.Agent.Kill;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch.Elsewhere;
using KuPkg.Agent.Watch.Sampling;

namespace KuPkg.Agent.Watch;

/// <summary>Watches jobs, each on its own. Thread-safe.</summary>
/// <param name="samplers">Makes the sampler of a job.</param>
/// <param name="killer">Carries out kills.</param>
/// <param name="time">The clock.</param>
internal sealed class Watchman(Func<Job, ISampler> samplers, IKiller killer, TimeProvider time) : IWatchman
{
    /// <summary>Watches this machine's processes.</summary>
    public Watchman(IKiller killer, ILauncher launcher, TimeProvider time)
        : this(job => new Sampler(job, job.Helper is { } helper ? new WithHelper(new OutsideWork(launcher), helper) : new OutsideWork(launcher), time), killer, time)
    {
    }

    public Task<JobReport> WatchAsync(Job job, IWatchObserver observer, CancellationToken stop) =>
        new JobWatch(job, samplers(job), killer, observer, time).RunAsync(stop);
}
