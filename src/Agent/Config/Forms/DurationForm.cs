using System.Globalization;

namespace KuPkg.Agent.Config.Forms;

/// <summary>A duration: <c>90s</c>, <c>1.5h</c>; units ms, s, m, h, d, y (365 days).</summary>
/// <param name="least">The least that is allowed.</param>
/// <param name="most">The most.</param>
/// <param name="example">A usual one.</param>
internal sealed class DurationForm(TimeSpan least, TimeSpan most, string example) : SettingForm<TimeSpan>
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("y", 365 * TimeSpan.TicksPerDay), ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    public override string Words => $"a duration from {Text(least)} to {Text(most)}, such as \"{example}\" (ms, s, m, h, d or y)";

    public override string Example => $"\"{example}\"";

    public override string? TryRead(string text, out TimeSpan read)
    {
        read = SettingText.Duration(text) ?? TimeSpan.MinValue;
        return read >= least && read <= most ? null : "";
    }

    public override string Write(TimeSpan value) => $"\"{Text(value)}\"";

    /// <summary>The shortest exact form.</summary>
    public static string Text(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
            return "0s";
        foreach (var (unit, ticks) in Units)
        {
            if (value.Ticks % ticks == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / ticks}{unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds}ms");
    }
}
