namespace KuPkg.Toml;

/// <summary>A time of day without relation to a day or a time zone.</summary>
public sealed class TomlLocalTime : TomlValue
{
    internal TomlLocalTime(TomlPosition position, TomlTime value)
        : base(position) => Value = value;

    /// <summary>The time of day.</summary>
    public TomlTime Value { get; }

    /// <inheritdoc/>
    public override string KindName => "local time";
}
