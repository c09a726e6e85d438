using System.Globalization;

namespace KuPkg.Policy.Settings;

/// <summary>How far into a period its run may be moved.</summary>
/// <param name="Most">The longest shift, which is never quite reached. Zero: every host of a fleet runs at the same instant.</param>
/// <param name="Kind">Whether a host keeps its place. Default <see cref="JitterKind.Stable"/>.</param>
public readonly record struct Jitter(TimeSpan Most, JitterKind Kind = JitterKind.Stable)
{
    private const string Random = "random ";

    /// <summary>Reads <c>6h</c> or <c>random 6h</c>.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="duration">Reads a duration as all settings write it; null for what is none.</param>
    /// <returns>Null when it is neither.</returns>
    public static Jitter? Read(string text, Func<string, TimeSpan?> duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(duration);
        text = text.Trim();
        var isRandom = text.StartsWith(Random, StringComparison.Ordinal);
        return duration(isRandom ? text[Random.Length..] : text) is { } most && most >= TimeSpan.Zero
            ? new Jitter(most, isRandom ? JitterKind.Random : JitterKind.Stable)
            : null;
    }

    /// <summary>As it is written in a configuration: <c>6h</c>, <c>random 90m</c>.</summary>
    public override string ToString()
    {
        var words = CultureInfo.InvariantCulture;
        var most = Most.Ticks % TimeSpan.TicksPerHour == 0 ? string.Create(words, $"{Most.Ticks / TimeSpan.TicksPerHour}h")
            : Most.Ticks % TimeSpan.TicksPerMinute == 0 ? string.Create(words, $"{Most.Ticks / TimeSpan.TicksPerMinute}m")
            : string.Create(words, $"{Most.TotalSeconds}s");
        return Kind == JitterKind.Random ? Random + most : most;
    }
}

/// <summary>Whether a host keeps its place in the jitter.</summary>
public enum JitterKind
{
    /// <summary>The same place in every period, from the machine id: runs come at times a person can know.</summary>
    Stable,

    /// <summary>Another place in each period.</summary>
    Random,
}
