namespace KuPkg.Policy.Settings;

/// <summary><c>[limits.install]</c>: patience while installing.</summary>
public sealed record InstallLimits
{
    /// <summary>Nothing in the whole tree, nor done for it elsewhere, moves for so long: what hangs is ended. Default 5 min, at least 2 s.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>CPU, but no I/O, no new processes and no file that grows for so long: what spins is ended. Default 30 min, at least 2 s.</summary>
    public TimeSpan Spin { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>An install that takes longer is reported, and no new step begins; nothing is killed. Default 2 h.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromHours(2);

    /// <summary>A time after which a script is ended whatever it does; <c>off</c>: never. Default <c>off</c>.</summary>
    public TimeSpan? Hard { get; init; }
}
