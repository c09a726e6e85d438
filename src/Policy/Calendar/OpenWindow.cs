namespace KuPkg.Policy.Calendar;

/// <summary>One opening of the windows, in instants: what is merged is one.</summary>
/// <param name="Opens">The first instant at which an install may begin.</param>
/// <param name="Closes">The first instant at which none may any more.</param>
public readonly record struct OpenWindow(DateTimeOffset Opens, DateTimeOffset Closes)
{
    /// <summary>Open at any time.</summary>
    public static OpenWindow Always { get; } = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>How long it is open in fact, whatever the clocks on the wall do.</summary>
    public TimeSpan Length => Closes - Opens;

    /// <summary>Whether an install may begin at an instant.</summary>
    public bool Contains(DateTimeOffset instant) => Opens <= instant && instant < Closes;
}
