using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers;
using KuPkg.Agent.History;
using KuPkg.Agent.Locks;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Doctor;

/// <summary>Looks at a host and names what is broken, and which remedy applies. Changes nothing; what only root can see is said to be so.</summary>
/// <param name="paths">The host.</param>
/// <param name="driver">Its package manager.</param>
/// <param name="time">Its clock.</param>
internal sealed class Examination(HostPaths paths, IDriver driver, TimeProvider time)
{
    private const string Repair = "kupkg doctor --repair";

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    /// <summary>All findings, in the order in which a person would look.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken stop)
    {
        List<Finding> findings = [Configuration(), History()];
        findings.AddRange(await PackageDatabaseAsync(stop));
        findings.AddRange(LocksHeld());
        findings.AddRange(FileSystemsFit());
        findings.Add(Clock());
        findings.AddRange(new Waking(paths).Findings());
        findings.AddRange(new OwnHooks(paths).Findings());
        findings.AddRange(OtherUpdaters.Of(paths).Select(static u => new Finding(Severity.Notice, "other updater", $"{u.Name} is enabled and updates this host too", u.EndedBy)));
        return findings;
    }

    private Finding Configuration() => ConfigLoader.Load(paths) switch
    {
        ConfigState.Loaded => new(Severity.Fine, "configuration", "right"),
        ConfigState.Quarantined quarantined => new(Severity.Notice, "configuration", $"there is no {quarantined.File}: the host is quarantined", "kupkg release"),
        ConfigState.Unreadable unreadable => new(Severity.Notice, "configuration", $"{unreadable.File} can be read by root only", "sudo kupkg doctor"),
        ConfigState.Refused refused => new(Severity.NeedsPerson, "configuration", $"{refused.Mistakes.Count} mistakes; the first: {refused.Mistakes[0]}", "kupkg config check"),
        var other => throw new InvalidOperationException($"a configuration state without a finding: {other}"),
    };

    private Finding History()
    {
        try
        {
            using var history = HistoryReader.Open(paths);
            var newest = history.Runs(1) is [var run] ? run : null;
            if (newest is { Record: null, Interrupted: null } && ProcStat.TryRead(newest.Start.Pid)?.Id.StartTicks != newest.Start.StartTicks)
                return new(Severity.Mendable, "history", $"run {newest.Start.RunId} did not end: its kupkg died", Repair);
            return newest is not null && newest.Start.At > time.GetUtcNow() + ClockTolerance
                ? new(Severity.Notice, "history", $"run {newest.Start.RunId} is dated {newest.Start.At:yyyy-MM-dd HH:mm} UTC, in the future: the clock was set back")
                : new(Severity.Fine, "history", newest is null ? "no run yet" : $"readable, newest run {newest.Start.RunId}");
        }
        catch (HistoryException e)
        {
            return new(Severity.Mendable, "history", e.Message.ReplaceLineEndings(" "), "kupkg run --now");
        }
    }

    private async Task<IEnumerable<Finding>> PackageDatabaseAsync(CancellationToken stop)
    {
        var isRoot = Environment.IsPrivilegedProcess;
        var isAtWork = new KernelLocks().Find(driver.LockPaths).Any(static h => h is { IsWaiting: false, Kind: not LockKind.Flock });
        DatabaseHealth health;
        try
        {
            health = await driver.ReadHealthAsync(thorough: isRoot && !isAtWork, stop);
        }
        catch (Exception e) when (e is LaunchException or IOException or UnauthorizedAccessException)
        {
            return [new(Severity.NeedsPerson, "package database", $"cannot be read: {e.Message}")];
        }

        if (health.IsClean)
            return [new(Severity.Fine, "package database", isRoot ? "clean" : $"clean, as far as this user can see ({driver.Name}'s own check needs root)")];
        return isAtWork
            ? [new(Severity.Notice, "package database", $"a package manager is at work on it: {string.Join("; ", health.Problems.Take(3))}", "kupkg locks")]
            : health.Problems.Select(static p => new Finding(Severity.Mendable, "package database", p, Repair));
    }

    private IEnumerable<Finding> LocksHeld()
    {
        var held = new KernelLocks().Find(driver.LockPaths).Where(static h => h is { IsWaiting: false, Kind: not LockKind.Flock }).ToList();
        return held.Count == 0
            ? [new(Severity.Fine, "locks", "free (a lock file that merely exists is no lock)")]
            : held.Select(static h => new Finding(Severity.Notice, "locks", $"{h.Path} is held by {h.Who}", "kupkg locks"));
    }

    private IEnumerable<Finding> FileSystemsFit()
    {
        var unmet = FileSystems.Unmet(driver.SpaceNeeds(null));
        return unmet.Count == 0 ? [new(Severity.Fine, "disk", "space enough, nothing read-only")] : unmet.Select(static u => new Finding(Severity.NeedsPerson, "disk", u));
    }

    private Finding Clock()
    {
        var now = time.GetUtcNow();
        return driver.NewestReleaseDate() is { } date && date > now + ClockTolerance
            ? new(Severity.NeedsPerson, "clock", $"it says {now:yyyy-MM-dd HH:mm} UTC, and the package lists on this host are of {date:yyyy-MM-dd HH:mm} UTC: it is slow, or it was set back", "timedatectl")
            : new(Severity.Fine, "clock", "plausible");
    }
}
