using KuPkg.Policy.Calendar;

namespace KuPkg.Agent.History;

/// <summary>What the calendar needs to know of past runs. Runs of single packages are not counted.</summary>
/// <param name="NewestFirst">The newest runs that ended, at most 40.</param>
/// <param name="LastPrepared">When the newest run began that refreshed and was done; null: none.</param>
/// <param name="LastInstalled">When the newest run began that was allowed to install and was done; null: none.</param>
/// <param name="IsInstallWaiting">Whether something is downloaded and waits for a window.</param>
/// <param name="ExpectedDuration">The longest of the last five runs that installed; zero: unknown.</param>
internal sealed record CalendarMemory(
    IReadOnlyList<EndedRun> NewestFirst, DateTimeOffset? LastPrepared, DateTimeOffset? LastInstalled, bool IsInstallWaiting, TimeSpan ExpectedDuration)
{
    public static CalendarMemory Nothing { get; } = new([], null, null, false, TimeSpan.Zero);
}
