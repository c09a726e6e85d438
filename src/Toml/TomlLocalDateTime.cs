namespace KuPkg.Toml;

/// <summary>A day and a time of day without relation to a time zone.</summary>
public sealed class TomlLocalDateTime : TomlValue
{
    internal TomlLocalDateTime(TomlPosition position, TomlDate date, TomlTime time)
        : base(position) => (Date, Time) = (date, time);

    /// <summary>The day.</summary>
    public TomlDate Date { get; }

    /// <summary>The time of day.</summary>
    public TomlTime Time { get; }

    /// <inheritdoc/>
    public override string KindName => "local date-time";
}
