namespace KuPkg.Toml;

/// <summary>A day without relation to a time zone.</summary>
public sealed class TomlLocalDate : TomlValue
{
    internal TomlLocalDate(TomlPosition position, TomlDate value)
        : base(position) => Value = value;

    /// <summary>The day.</summary>
    public TomlDate Value { get; }

    /// <inheritdoc/>
    public override string KindName => "local date";
}
