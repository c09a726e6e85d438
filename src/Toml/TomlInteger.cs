namespace KuPkg.Toml;

/// <summary>An integer.</summary>
public sealed class TomlInteger : TomlValue
{
    internal TomlInteger(TomlPosition position, long value)
        : base(position) => Value = value;

    /// <summary>From -2^63 to 2^63-1.</summary>
    public long Value { get; }

    /// <inheritdoc/>
    public override string KindName => "integer";
}
