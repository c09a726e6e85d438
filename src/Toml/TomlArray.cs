namespace KuPkg.Toml;

/// <summary>An array: written in brackets, or the tables of <c>[[name]]</c> headers. Never changes.</summary>
public sealed class TomlArray : TomlValue
{
    internal TomlArray(TomlPosition position, TomlValue[] items)
        : base(position) => Items = Array.AsReadOnly(items);

    /// <summary>The values, in the order of the file.</summary>
    public IReadOnlyList<TomlValue> Items { get; }

    /// <inheritdoc/>
    public override string KindName => "array";
}
