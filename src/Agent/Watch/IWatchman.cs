namespace KuPkg.Agent.Watch;

/// <summary>The watching loop: sample, ask the judge, act, repeat.</summary>
internal interface IWatchman
{
    /// <summary>
    /// Watches until the job's root has ended and no process of the job's session is left (what has a session of its own is not waited for).
    /// Cancelling the token asks the job to stop: at once in the refresh and download phases (staged INT, TERM, KILL); in install and repair it only means that nothing new is begun, and the watch goes on to the end.
    /// </summary>
    Task<JobReport> WatchAsync(Job job, IWatchObserver observer, CancellationToken stop);
}
