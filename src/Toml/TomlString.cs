namespace KuPkg.Toml;

/// <summary>A string, however it was quoted.</summary>
public sealed class TomlString : TomlValue
{
    internal TomlString(TomlPosition position, string value)
        : base(position) => Value = value;

    /// <summary>The text, escapes resolved. Line ends inside a multi-line string are as in the file.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public override string KindName => "string";
}
