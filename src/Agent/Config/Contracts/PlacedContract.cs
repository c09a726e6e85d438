using KuPkg.Policy.Settings;
using KuPkg.Toml;

namespace KuPkg.Agent.Config.Contracts;

/// <summary>A contract and where it was written.</summary>
/// <param name="File">The file.</param>
/// <param name="Position">Of its name.</param>
/// <param name="Contract">What it says.</param>
internal sealed record PlacedContract(string File, TomlPosition Position, ServiceContract Contract)
{
    /// <summary><c>/etc/kupkg/contracts.d/foo.toml:1:10</c>.</summary>
    public string Place => $"{File}:{Position}";
}
