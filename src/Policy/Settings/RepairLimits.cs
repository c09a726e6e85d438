namespace KuPkg.Policy.Settings;

/// <summary><c>[limits.repair]</c>: patience and tries while repairing.</summary>
public sealed record RepairLimits
{
    /// <summary>As for an install, and shorter: the same script has hung before. Default 1 min, at least 2 s.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often one version is tried in all, the first time included, before it is put back and held. Default 2, from 1 to 10.</summary>
    public int Tries { get; init; } = 2;
}
