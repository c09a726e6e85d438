namespace KuPkg.Policy.Settings;

/// <summary><c>[locks]</c>: other holders of the package manager's locks.</summary>
public sealed record LockSettings
{
    /// <summary>How long a holder that makes progress is waited for. Default 30 min.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(30);
}
