namespace KuPkg.Agent.Report;

/// <summary>What a screen writes to.</summary>
/// <param name="IsTerminal">Whether lines may be redrawn.</param>
/// <param name="UsesColour">Whether colour is wanted. It never carries a meaning alone.</param>
/// <param name="Width">Columns.</param>
internal sealed record Terminal(bool IsTerminal, bool UsesColour, int Width)
{
    /// <summary>A file, a pipe, cron.</summary>
    public static Terminal None { get; } = new(false, false, 100);

    /// <summary>Judges by the usual variables: <c>NO_COLOR</c> (set and not empty: no colour), <c>TERM=dumb</c> (nothing is redrawn).</summary>
    public static Terminal From(bool isTerminal, int width, Func<string, string?> variable)
    {
        var isCapable = isTerminal && variable("TERM") is { Length: > 0 } and not "dumb";
        return new Terminal(isCapable, isCapable && string.IsNullOrEmpty(variable("NO_COLOR")), width > 20 ? width : 80);
    }
}
