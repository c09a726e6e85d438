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
            var step = run.Events.Begin("locks");
            var wait = await WaitAsync(run, updater);
            if (wait.Ending is { } ending)
            {
                step.End(StepResult.Failed, ending.Summary);
                return ending;
            }

            step.End(StepResult.Done, $"free{After(wait)}");
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
    public static async Task<Ending?> AgainAsync(RunContext run)
    {
        var wait = await WaitAsync(run, updater: null);
        if (wait.Ending is not null)
            return wait.Ending;
        run.Events.Note($"the locks are free again{After(wait)}");

        // The preflight, which repairs, is over; what was ended may have left the database half configured.
        return wait.HasEndedHolder
            ? new Ending(Outcome.Deferred, "another package manager hung in the middle of this run and was ended; the next run looks at the package database first.     kupkg run --now")
            : null;
    }

    private static async Task<Wait> WaitAsync(RunContext run, UpdaterLock? updater)
    {
        var began = run.Time.GetTimestamp();
        var cases = new List<HolderCase>();
        var isMet = false;
        var hasEnded = false;
        try
        {
            while (true)
            {
                updater?.Seek();
                var owners = Owners(run, updater);
                var waited = run.Time.GetElapsedTime(began);
                hasEnded |= cases.Exists(static c => c.WasEnded);
                if (owners.Count == 0)
                    return new Wait(null, isMet ? waited : null, hasEnded);

                foreach (var holder in Meet(cases, owners, run))
                    run.Events.Note($"waiting for {holder.InWords}, at most {run.Settings.Locks.Wait.TotalMinutes:0.#} min");
                isMet = true;
                foreach (var holder in cases)
                {
                    if (await holder.LookAsync(waited) is { } give)
                        return new Wait(Deferred(holder, give), waited, hasEnded);
                }

                if (run.ReasonToStop() is { } stop)
                    return new Wait(stop, waited, hasEnded);

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

    private static string After(Wait wait) => wait.Waited is { } waited ? $" after {waited.TotalSeconds:0} s" : "";

    private static Ending Deferred(HolderCase holder, GiveUp give) =>
        new(Outcome.Deferred, $"{holder.InWords}: {give.Why}. This run did nothing more.     {give.Command}");

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

    /// <summary>How a wait ended.</summary>
    /// <param name="Ending">Why the run ends here; null: the locks are free.</param>
    /// <param name="Waited">How long it took; null: they were free at once.</param>
    /// <param name="HasEndedHolder">Whether a holder was ended.</param>
    private readonly record struct Wait(Ending? Ending, TimeSpan? Waited, bool HasEndedHolder);
}
