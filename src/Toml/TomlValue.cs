namespace KuPkg.Toml;

/// <summary>A value of a document: one of the ten kinds that TOML has. Never changes.</summary>
public abstract class TomlValue
{
    private protected TomlValue(TomlPosition position) => Position = position;

    /// <summary>Where it begins.</summary>
    public TomlPosition Position { get; }

    /// <summary>The specification's name of its kind, in lower case: <c>integer</c>, <c>offset date-time</c>.</summary>
    public abstract string KindName { get; }
}
