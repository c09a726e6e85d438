using KuPkg.Policy.Locks;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Locks;

/// <summary>Looks once at a package manager's locks for a person: who holds each, what it does in a second, and what a run would do about it. Reads only, as any user.</summary>
internal static class LockSurvey
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(1000);

    /// <summary>Reads all. Takes a second when a lock is held, a few milliseconds when none is.</summary>
    /// <param name="paths">Locks of fcntl(2).</param>
    /// <param name="flockPath">A lock of flock(2); null: none.</param>
    /// <param name="roles">Tells the role of each process.</param>
    /// <param name="settings">The host's settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the wait between the two looks.</param>
    /// <exception cref="IOException">The kernel's table or a file cannot be looked at.</exception>
    public static async Task<IReadOnlyList<LockReading>> ReadAsync(
        IReadOnlyList<string> paths, string? flockPath, RoleOf roles, KuPkgSettings settings, TimeProvider time, CancellationToken stop)
    {
        List<string> all = flockPath is null ? [.. paths] : [.. paths, flockPath];
        var shut = all.Where(IsShut).ToList();
        var owners = LockOwner.Find(new KernelLocks(), [.. paths.Except(shut)], flockPath is null || shut.Contains(flockPath) ? null : flockPath);
        var known = ManagerFamily.Roles(roles);
        var begun = owners.ConvertAll(owner => owner.Holder.Top is { } top
            && HolderWatch.TryBegin(top, settings.Locks.HungAfter, settings.Install.Spin, known, new NothingElsewhere(), time) is { } watch
                ? (Watch: watch, First: watch.Look().Sample)
                : default((HolderWatch Watch, TreeSample First)?));
        if (begun.Exists(b => b is not null))
            await Task.Delay(Between, time, stop);

        var told = owners.Select((owner, i) => begun[i] is { } b ? Watched(owner.Holder, b.Watch, b.First, known, settings) : Unwatched(owner.Holder, settings)).ToList();
        begun.ForEach(b => b?.Watch.Dispose());
        return [.. all.Select(path => owners.FindIndex(o => o.Paths.Contains(path)) switch
        {
            var at and >= 0 => told[at] with { Path = path, FileExists = true },
            _ when shut.Contains(path) => Unwatched(new Holder { Kind = HolderKind.Hidden }, settings) with { Path = path },
            _ => new LockReading(path, File.Exists(path)),
        })];
    }

    private static LockReading Unwatched(Holder holder, KuPkgSettings settings) =>
        new("", true) { Holder = holder, Outlook = LockOutlook.Of(holder, null, false, settings.Locks, settings.Priority) };

    private static LockReading Watched(Holder holder, HolderWatch watch, TreeSample first, RoleOf roles, KuPkgSettings settings)
    {
        var (sample, verdict) = watch.Look();
        var silent = watch.SilentFor;
        var isMoving = silent <= TimeSpan.Zero;
        return new LockReading("", true)
        {
            Holder = holder,
            Chain = HolderChain.Of(first, sample, roles),
            IsMoving = isMoving,
            Activity = isMoving ? $"{verdict.Name}: {string.Join("; ", verdict.Evidence)}"
                : $"nothing in it moved in the last second{(IsStopped(sample) ? "; it is stopped (state T)" : "")}",
            Outlook = LockOutlook.Of(holder, isMoving ? verdict : new Quiet(silent, settings.Locks.HungAfter) { Evidence = [] }, IsStopped(sample), settings.Locks, settings.Priority),
        };
    }

    private static bool IsStopped(TreeSample sample) => sample.Processes.Any(static p => p.State == 'T');

    private static bool IsShut(string path)
    {
        try
        {
            _ = FileKey.Of(path);
            return false;
        }
        catch (IOException)
        {
            // Below a directory that only root may search: told as what it is, not as an error.
            return true;
        }
    }
}
