using System.Globalization;
using KuPkg.Agent.Config;
using KuPkg.Agent.History;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Runs;

/// <summary>Reads from the host what the decision on a tick rests on.</summary>
internal static class TickReading
{
    /// <summary>The facts of this moment.</summary>
    /// <param name="paths">The host.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="memory">Its past runs.</param>
    /// <param name="now">Its clock.</param>
    public static TickFacts Of(HostPaths paths, ScheduleSettings schedule, CalendarMemory memory, DateTimeOffset now)
    {
        var place = HostPlace.OfMachineId(ProcFile.TryReadText(paths.At("etc/machine-id"))) ?? HostPlace.OfName(Environment.MachineName);
        return new TickFacts
        {
            Schedule = schedule,
            Zone = schedule.Zone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Local,
            Place = place,
            Now = now,
            UpSince = UpSince(paths, now),
            Newest = memory.NewestFirst is [var newest, ..] ? newest : null,
            LastPrepared = memory.LastPrepared,
            LastInstalled = memory.LastInstalled,
            Streak = RunStreak.Of(memory.NewestFirst, schedule.Every, place),
            ExpectedDuration = memory.ExpectedDuration,
            IsInstallWaiting = memory.IsInstallWaiting,
        };
    }

    // 350735.47 234388.90: seconds since boot, and idle ones. Taken from the clock, so that the boot moves with a clock that is set.
    private static DateTimeOffset UpSince(HostPaths paths, DateTimeOffset now)
    {
        var text = ProcFile.TryReadText("/proc/uptime") ?? "";
        var uptime = double.TryParse(text.AsSpan(0, Math.Max(0, text.IndexOf(' ', StringComparison.Ordinal))), CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
        var boot = now - TimeSpan.FromSeconds(uptime);

        // A file that is moved into place changes its directory.
        var configured = Path.GetDirectoryName(paths.ConfigFile) is { } directory && Directory.Exists(directory) ? new DateTimeOffset(Directory.GetLastWriteTimeUtc(directory)) : boot;
        return configured > boot && configured <= now ? configured : boot;
    }
}
