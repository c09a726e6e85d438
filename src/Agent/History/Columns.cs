using System.Globalization;

namespace KuPkg.Agent.History;

/// <summary>How values look in the file: what an operator reads there, and back.</summary>
internal static class Columns
{
    // All seven digits, so that text order is time order and nothing is lost on the way back.
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'+00:00'";

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(this Row row, int column) => DateTimeOffset.Parse(
        row.GetString(column), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public static double Seconds(TimeSpan span) => span.Ticks / (double)TimeSpan.TicksPerSecond;

    // TimeSpan.FromSeconds cuts off; rounding gives back the tick that was stored.
    public static TimeSpan Seconds(this Row row, int column) =>
        TimeSpan.FromTicks((long)Math.Round(row.GetDouble(column) * TimeSpan.TicksPerSecond));

    public static string? TextOrNull(this Row row, int column) => row.IsNull(column) ? null : row.GetString(column);

    public static double? NumberOrNull(this Row row, int column) => row.IsNull(column) ? null : row.GetDouble(column);
}
