using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.History;
using KuPkg.Agent.Locks;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary>Reboots a host that needs it, if its settings say so: after a run, and at a tick without one, as the window may open hours later.</summary>
internal static class RebootWiring
{
    private const int RunsLookedAt = 10;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What would be done now.</summary>
    /// <param name="paths">The host.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="history">Its history.</param>
    /// <param name="now">Its clock.</param>
    public static RebootDecision Decide(HostPaths paths, KuPkgSettings settings, IHistory history, DateTimeOffset now)
    {
        if (!IsAsked(paths, settings) || RebootMarker.Read(paths) is not { } needed)
            return new RebootDecision.No("");
        return RebootPolicy.Decide(new RebootFacts
        {
            Settings = settings.Reboot,
            Zone = settings.Schedule.Zone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Local,
            NeededFor = needed,
            Now = now,
            BootId = BootId(),
            Last = history.LastReboot(),
            // A deferred run looked at nothing: what the one before it found still stands. One without an end was broken off in its middle.
            IsSound = history.Runs(RunsLookedAt).FirstOrDefault(static r => r.Record is not { Outcome: Outcome.Deferred or Outcome.Quarantined }) is not ({ Record: null } or { Record.Outcome: Outcome.NeedsPerson }),
        });
    }

    /// <summary>Asks for a reboot in a minute if it is time. The caller is no run at work.</summary>
    /// <param name="paths">The host.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="time">Its clock.</param>
    public static async Task ConsiderAsync(HostPaths paths, KuPkgSettings settings, TimeProvider time)
    {
        if (!IsAsked(paths, settings))
            return;
        try
        {
            using (var history = HistoryReader.Open(paths))
            {
                if (Decide(paths, settings, history, time.GetUtcNow()) is not RebootDecision.Now)
                    return;
            }

            // A run or a job of the queue that begins between the two is asked for by nobody.
            using var held = RunLock.TryTake(paths.RunLock);
            if (held is null || LockOwner.Find(new KernelLocks(), new AptPaths(paths).Locks, null).Count > 0)
                return;
            var needed = RebootMarker.Read(paths) ?? "";
            using (var journal = Journal.Open(paths, time, out _))
                journal.RecordReboot(new PastReboot(time.GetUtcNow(), BootId(), needed));
            var asked = await new Launcher(time).RunAsync(new Launch("shutdown", ["-r", "+1", $"KuPkg: a reboot is needed for {needed}. shutdown -c stops it."]), Limit);
            if (!asked.IsSuccess)
                Console.Error.WriteLine($"kupkg: a reboot was asked for and refused: shutdown -r +1: {asked.Status}: {asked.Error.Trim()}. It is asked for again in an hour.     systemctl reboot");
        }
        catch (Exception e) when (e is HistoryException or LaunchException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"kupkg: a reboot is needed and could not be asked for: {e.Message}     systemctl reboot");
        }
    }

    // Most hosts, at most ticks: nothing more is read.
    private static bool IsAsked(HostPaths paths, KuPkgSettings settings) => settings.Reboot.IsWhenNeeded && paths.IsHost && RebootMarker.Read(paths) is not null;

    private static string BootId() => ProcFile.TryReadText("/proc/sys/kernel/random/boot_id")?.Trim() ?? "";
}
