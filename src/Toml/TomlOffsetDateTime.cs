namespace KuPkg.Toml;

/// <summary>An instant: a day, a time of day and their offset from UTC.</summary>
public sealed class TomlOffsetDateTime : TomlValue
{
    internal TomlOffsetDateTime(TomlPosition position, TomlDate date, TomlTime time, int offsetMinutes)
        : base(position) => (Date, Time, OffsetMinutes) = (date, time, offsetMinutes);

    /// <summary>The day at that offset.</summary>
    public TomlDate Date { get; }

    /// <summary>The time of day at that offset.</summary>
    public TomlTime Time { get; }

    /// <summary>Minutes east of UTC, from -1439 to 1439; 0 for <c>Z</c>.</summary>
    public int OffsetMinutes { get; }

    /// <inheritdoc/>
    public override string KindName => "offset date-time";
}
