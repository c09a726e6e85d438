using System.Globalization;

namespace KuPkg.Policy.Watch;

/// <summary>The words of a verdict's evidence: times, sizes, and one line for each process.</summary>
internal static class EvidenceText
{
    private const int MaxProcessLines = 40;

    /// <summary><c>0.4 s</c>, <c>12 s</c>, <c>5 min 0 s</c>, <c>2 h 3 min</c>.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } when time.Milliseconds >= 100 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalSeconds * 10) / 10:0.0} s"),
        { TotalSeconds: < 60 } => $"{(long)time.TotalSeconds} s",
        { TotalMinutes: < 60 } => $"{(long)time.TotalMinutes} min {time.Seconds} s",
        _ => $"{(long)time.TotalHours} h {time.Minutes} min",
    };

    /// <summary>A limit, without a zero remainder: <c>15 s</c>, <c>5 min</c>, <c>2 h</c>.</summary>
    public static string Limit(TimeSpan limit) =>
        limit.TotalMinutes >= 1 && limit.TotalMinutes < 60 && limit.Seconds == 0 ? $"{(long)limit.TotalMinutes} min"
        : limit.TotalHours >= 1 && limit.Minutes == 0 ? $"{(long)limit.TotalHours} h"
        : Time(limit);

    /// <summary><c>812 B</c>, <c>3.1 KiB</c>, <c>310 MiB</c>.</summary>
    public static string Size(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++)
            bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || bytes >= 100 ? Math.Floor(bytes) : Math.Floor(bytes * 10) / 10):0.#} {units[unit]}");
    }

    /// <summary>Each process with its state and what it waits in, in columns.</summary>
    public static IEnumerable<string> Processes(IReadOnlyList<ProcessSample> processes)
    {
        foreach (var process in processes.Take(MaxProcessLines))
            yield return $"{$"{process.Id} {What(process)}",-48}  {process.State}  {Where(process)}".TrimEnd();
        if (processes.Count > MaxProcessLines)
            yield return $"and {processes.Count - MaxProcessLines} more processes";
    }

    /// <summary><c>sleep 1000 (pid 6365) asleep in hrtimer_nanosleep</c>.</summary>
    public static string Sleeper(ProcessSample process)
    {
        var what = $"{What(process)} (pid {process.Id})";
        var where = Where(process);
        return process.State switch
        {
            'R' => $"{what} is running",
            'T' or 't' => $"{what} is stopped",
            'D' => $"{what} in uninterruptible sleep{(where.Length > 0 ? $" in {where}" : "")}",
            _ when where.Length > 0 => $"{what} asleep in {where}",
            _ => $"{what} asleep",
        };
    }

    private static string What(ProcessSample process)
    {
        var command = process.Command.Length > 0 ? process.Command : $"[{process.Name}]";
        return command.Length > 120 ? string.Concat(command.AsSpan(0, 117), "...") : command;
    }

    private static string Where(ProcessSample process) => process.Wait switch
    {
        null => "",
        { Detail: "" } wait => wait.Channel,
        { Channel: "" } wait => wait.Detail,
        var wait => $"{wait.Channel}: {wait.Detail}",
    };
}
