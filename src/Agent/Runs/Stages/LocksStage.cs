using KuPkg.Agent.Locks;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>Waits until no other package manager is at work. Nothing is asked to leave.</summary>
internal static class LocksStage
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <returns>Null when the locks are free; otherwise why the run ends here.</returns>
    public static async Task<Ending?> RunAsync(RunContext run)
    {
        var step = run.Events.Begin("locks");
        var began = run.Time.GetTimestamp();
        var isTold = false;
        while (true)
        {
            var holders = new KernelLocks().Find(run.Driver.LockPaths).Where(h => h is { IsWaiting: false, Kind: not LockKind.Flock }).ToList();
            if (holders.Count == 0)
            {
                step.End(StepResult.Done, isTold ? $"free after {run.Time.GetElapsedTime(began).TotalSeconds:0} s" : "free");
                return null;
            }

            var who = string.Join(", ", holders.Select(h => $"{h.Path} held by {h.Who}"));
            if (!isTold)
                run.Events.Note($"waiting for {who}, at most {run.Settings.Locks.Wait.TotalMinutes:0.#} min");
            isTold = true;
            if (run.Time.GetElapsedTime(began) >= run.Settings.Locks.Wait)
            {
                step.End(StepResult.Failed, who);
                return new Ending(Outcome.Deferred, $"another package manager is at work: {who}; nothing was changed");
            }

            if (run.ReasonToStop() is { } stop)
            {
                step.End(StepResult.Failed, stop.Summary);
                return stop;
            }

            await Task.Delay(Look, run.Time, CancellationToken.None);
        }
    }
}
