namespace KuPkg.Toml;

/// <summary>A float.</summary>
public sealed class TomlFloat : TomlValue
{
    internal TomlFloat(TomlPosition position, double value)
        : base(position) => Value = value;

    /// <summary>The nearest IEEE 754 binary64; beyond its range an infinity. Also the infinities and NaN as such.</summary>
    public double Value { get; }

    /// <inheritdoc/>
    public override string KindName => "float";
}
