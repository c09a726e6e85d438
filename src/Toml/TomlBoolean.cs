namespace KuPkg.Toml;

/// <summary>A boolean.</summary>
public sealed class TomlBoolean : TomlValue
{
    internal TomlBoolean(TomlPosition position, bool value)
        : base(position) => Value = value;

    /// <summary>Whether it is true.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override string KindName => "boolean";
}
