namespace KuPkg.Policy.Gates;

/// <summary>What is to be done next.</summary>
public abstract record SettleStep
{
    /// <summary>It is new and alone, but for strays that are left on purpose.</summary>
    public sealed record Settled : SettleStep;

    /// <summary>Look again.</summary>
    public sealed record Wait : SettleStep;

    /// <summary>Start it.</summary>
    public sealed record Start : SettleStep;

    /// <summary>End processes of it.</summary>
    /// <param name="Processes">Which.</param>
    /// <param name="Why">In words.</param>
    public sealed record End(IReadOnlyList<ServiceProcess> Processes, string Why) : SettleStep;

    /// <summary>systemd refuses to start it for a while.</summary>
    /// <param name="After">How long that is waited for; zero: its count is set back.</param>
    public sealed record MeetStartLimit(TimeSpan After) : SettleStep;

    /// <summary>It does not become new.</summary>
    /// <param name="Why">In words.</param>
    /// <param name="IsFinal">Whether another restart would change nothing.</param>
    public sealed record GiveUp(string Why, bool IsFinal) : SettleStep;
}
