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

    /// <summary>A mistake of one of its values, with the place of that; where the value was not written, with that of the contract.</summary>
    public ConfigMistake Mistake(string key, string text) => new(File, Positions.GetValueOrDefault(key, Position), $"service.{Contract.Name}: {text}");

    /// <summary><c>/etc/kupkg/contracts.d/foo.toml:1:10</c>.</summary>
    public string Place => $"{File}:{Position}";
}
