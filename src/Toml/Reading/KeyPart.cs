namespace KuPkg.Toml.Reading;

/// <summary>One part of a dotted key.</summary>
internal readonly struct KeyPart(string name, TomlPosition at)
{
    public string Name { get; } = name;

    public TomlPosition At { get; } = at;
}
