namespace KuPkg.Policy.Locks;

/// <summary>Times in the words of lock decisions.</summary>
internal static class LockText
{
    /// <summary><c>12 s</c>, <c>5 min</c>, <c>14 min 2 s</c>, <c>3 h 12 min</c>.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => $"{(long)time.TotalSeconds} s",
        { TotalHours: < 1, Seconds: 0 } => $"{(long)time.TotalMinutes} min",
        { TotalHours: < 1 } => $"{(long)time.TotalMinutes} min {time.Seconds} s",
        { TotalDays: < 2, Minutes: 0 } => $"{(long)time.TotalHours} h",
        { TotalDays: < 2 } => $"{(long)time.TotalHours} h {time.Minutes} min",
        _ => $"{(long)time.TotalDays} days",
    };
}
