using KuPkg.Toml;

namespace KuPkg.Agent.Config;

/// <summary>A value and where it was written.</summary>
/// <param name="File">The file.</param>
/// <param name="Value">The value.</param>
/// <param name="Beaten">The one of a weaker file that it replaces; null: none.</param>
internal sealed record PlacedValue(string File, TomlValue Value, PlacedValue? Beaten)
{
    /// <summary><c>/etc/kupkg/kupkg.toml:7:9</c>.</summary>
    public string Place => $"{File}:{Value.Position}";
}
