namespace KuPkg.Policy.Settings;

/// <summary><c>[hooks]</c>: the operator's programs in <c>/etc/kupkg/hooks</c>.</summary>
public sealed record HookSettings
{
    /// <summary>
    /// How long one hook may take, whatever it does; then it is ended. One that hangs, in which nothing moves for <see cref="InstallLimits.Quiet"/>, is ended before. Both hold with <c>priority = "critical"</c> too. Default 15 min, at least 2 s.
    /// </summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(15);
}
