using KuPkg.Policy.Settings;
using KuPkg.Toml;

namespace KuPkg.Agent.Config.Contracts;

/// <summary>A contract and where it was written.</summary>
/// <param name="File">The file.</param>
/// <param name="Position">Of its name.</param>
/// <param name="Contract">What it says.</param>
internal sealed record PlacedContract(string File, TomlPosition Position, ServiceContract Contract)
{
    /// <summary>Where each value was written, by its key below the service: <c>unit</c>, <c>process.exe</c>, <c>check.1.exec</c>.</summary>
    public IReadOnlyDictionary<string, TomlPosition> Positions { get; init; } = new Dictionary<string, TomlPosition>();

    /// <summary>Where a value was written; where it was not, where the contract begins.</summary>
    public TomlPosition PositionOf(string key) => Positions.GetValueOrDefault(key, Position);

    /// <summary><c>/etc/kupkg/contracts.d/foo.toml:1:10</c>.</summary>
    public string Place => $"{File}:{Position}";
}
