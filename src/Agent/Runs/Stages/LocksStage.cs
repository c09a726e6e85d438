using KuPkg.Agent.Locks;
using KuPkg.Policy.Locks;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>The locks are free for a run. Holds the lock that keeps the distribution's own updater out, until disposed.</summary>
internal sealed class LocksFree(UpdaterLock updater) : IDisposable
{
    public void Dispose() => updater.Dispose();
}

/// <summary>
/// Waits until no other package manager is at work. Each holder is watched; one that hangs is treated by <see cref="HolderPolicy"/>. What a killed holder leaves
/// half done is repaired by the preflight, which comes next.
/// </summary>
internal static class LocksStage
{
    /// <summary>So often a step waits again for who was quicker than it, before that is a failure.</summary>
    public const int MostTimesAgain = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <returns>Free locks; otherwise why the run ends here.</returns>
    public static async Task<StageResult<LocksFree>> RunAsync(RunContext run)
    {
        var updater = new UpdaterLock(run);
        var isHandedOver = false;
        try
        {
            if (await WaitAsync(run, updater) is { } ending)
                return ending;
            isHandedOver = true;
            return new LocksFree(updater);
        }
        finally
        {
            if (!isHandedOver)
                updater.Dispose();
        }
    }

    /// <summary>Waits once more, in the middle of a run: another package manager was quicker than a step that takes the locks anew.</summary>
    /// <param name="run">The run, which has the updater's lock already.</param>
    /// <returns>Why the run ends here; null: the locks are free.</returns>
    public static Task<Ending?> AgainAsync(RunContext run) => WaitAsync(run, updater: null);

    private static async Task<Ending?> WaitAsync(RunContext run, UpdaterLock? updater)
    {
        var step = run.Events.Begin("locks");
        var began = run.Time.GetTimestamp();
        var cases = new List<HolderCase>();
        var isMet = false;
        try
        {
            while (true)
            {
                updater?.Seek();
                var owners = Owners(run, updater);
                var waited = run.Time.GetElapsedTime(began);
                if (owners.Count == 0)
                {
                    step.End(StepResult.Done, isMet ? $"free after {waited.TotalSeconds:0} s" : "free");
                    return null;
                }

                foreach (var holder in Meet(cases, owners, run))
                    run.Events.Note($"waiting for {holder.InWords}, at most {run.Settings.Locks.Wait.TotalMinutes:0.#} min");
                isMet = true;
                foreach (var holder in cases)
                {
                    if (await holder.LookAsync(waited) is { } give)
                        return Deferred(step, holder, give);
                }

                if (run.ReasonToStop() is { } stop)
                {
                    step.End(StepResult.Failed, stop.Summary);
                    return stop;
                }

                await Task.Delay(cases.Select(c => c.Interval).Append(Longest).Min(), run.Time, CancellationToken.None);
            }
        }
        finally
        {
            cases.ForEach(c => c.Dispose());
        }
    }

    private static List<LockOwner> Owners(RunContext run, UpdaterLock? updater)
    {
        var owners = LockOwner.Find(new KernelLocks(), run.Driver.LockPaths, updater?.HeldByAnother);
        if (updater?.HeldByAnother is { } path && !owners.Exists(o => o.Paths.Contains(path)))
        {
            // Freed since, or held by somebody whom the kernel's table does not show to us.
            updater.Seek();
            if (updater.HeldByAnother is not null)
                owners.Add(new LockOwner(new Holder { Kind = HolderKind.OutOfSight }, [path]));
        }

        return owners;
    }

    private static Ending Deferred(RunStep step, HolderCase holder, GiveUp give)
    {
        step.End(StepResult.Failed, holder.InWords);
        return new Ending(Outcome.Deferred, $"{holder.InWords}: {give.Why}. This run did nothing more.     {give.Command}");
    }

    // The same process is the same case, whichever of the locks it holds by now: its watch and its patience go on.
    private static IEnumerable<HolderCase> Meet(List<HolderCase> cases, IReadOnlyList<LockOwner> owners, RunContext run)
    {
        foreach (var gone in cases.FindAll(c => !owners.Any(o => IsSame(c.Owner, o))))
        {
            gone.Dispose();
            cases.Remove(gone);
        }

        foreach (var owner in owners)
        {
            if (cases.Find(c => IsSame(c.Owner, owner)) is { } known)
            {
                known.Owner = owner;
                continue;
            }

            var met = new HolderCase(owner, run);
            cases.Add(met);
            yield return met;
        }
    }

    private static bool IsSame(LockOwner one, LockOwner other) => one.Holder.Kind == other.Holder.Kind && one.Holder.Top == other.Holder.Top;
}
