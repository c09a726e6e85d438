namespace KuPkg.Policy.Mirrors;

/// <summary>What the fetch of a file does next.</summary>
public abstract record FetchStep
{
    private FetchStep()
    {
    }

    /// <summary>Ask this mirror.</summary>
    /// <param name="Mirror">Which.</param>
    /// <param name="IsFloorOn">False: all mirrors are below the floor and this is the fastest; it is left for silence alone.</param>
    public sealed record Ask(Mirror Mirror, bool IsFloorOn) : FetchStep;

    /// <summary>All mirrors have failed a short time ago: wait.</summary>
    public sealed record Wait(DateTimeOffset Until) : FetchStep;

    /// <summary>Tell the client that the file cannot be had.</summary>
    /// <param name="Status">The HTTP status: 404 when no mirror that answers has it, 403 when all refuse it, 502 when what they have is wrong, else 504.</param>
    /// <param name="Cause">The newest failure of the best mirror of those that decided it; null: there is no mirror.</param>
    public sealed record GiveUp(int Status, FailureCause? Cause) : FetchStep;
}
