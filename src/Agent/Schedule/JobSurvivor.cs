using System.Globalization;
using KuPkg.Agent.History.Queue;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Schedule;

/// <summary>
/// Finds what a try of a queued job left at work when its kupkg died: processes of the same boot with the try's mark in their environment, in the session that was its own.
/// What took a session of its own is left alone.
/// </summary>
internal static class JobSurvivor
{
    private const string Variable = "KUPKG_QUEUED";
    private const int LongestEnvironment = 256 * 1024;

    public static string BootId => ProcFile.TryReadText("/proc/sys/kernel/random/boot_id")?.Trim() ?? "";

    /// <summary>What each process of a try bears in its environment.</summary>
    public static (string Key, string Value) MarkOf(QueuedJob job) => (Variable, string.Create(CultureInfo.InvariantCulture, $"{job.JobId}.{job.Tries}"));

    /// <summary>The systemd scope of a try.</summary>
    public static string ScopeOf(QueuedJob job) => string.Create(CultureInfo.InvariantCulture, $"kupkg-queue-{job.JobId}-{job.Tries}.scope");

    /// <summary>The oldest process of the try that lives, and its session; null: none does.</summary>
    public static (ProcStat Root, int Session)? Find(QueuedJob job)
    {
        if (job.Newest is not { } newest || newest.BootId != BootId)
            return null;
        var (key, value) = MarkOf(job);
        var mark = $"{key}={value}\0";
        var marked = new List<ProcStat>();
        foreach (var pid in ProcTable.Pids())
        {
            if (pid != Environment.ProcessId && ProcStat.TryRead(pid) is { State: not ('Z' or 'X') } stat && IsMarked(pid, mark))
                marked.Add(stat);
        }

        // A death between the start and the note of the pid: the oldest is the root, whose session is its own.
        var oldest = marked.OrderBy(static s => s.Id.StartTicks).ThenBy(static s => s.Id.Pid).ToList();
        var session = newest.Pid ?? (oldest.Count > 0 ? oldest[0].Session : 0);
        foreach (var stat in oldest)
        {
            if (stat.Session == session)
                return (stat, session);
        }

        return null;
    }

    private static bool IsMarked(int pid, string mark) =>
        ProcFile.TryReadText($"/proc/{pid}/environ", LongestEnvironment) is { } environment
        && (environment.StartsWith(mark, StringComparison.Ordinal) || environment.Contains('\0' + mark, StringComparison.Ordinal));
}
