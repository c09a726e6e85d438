namespace KuPkg.Policy.Settings;

/// <summary><c>[mirrors]</c>: how and where packages are fetched.</summary>
public sealed record MirrorSettings
{
    /// <summary>Whether the package manager fetches through KuPkg's own gateway, which changes mirrors in the middle of a file. Default true.</summary>
    public bool IsGatewayUsed { get; init; } = true;

    /// <summary>
    /// Further mirrors for a base address that the host's own sources name, best first:
    /// <c>"http://deb.example.org/debian" = ["https://mirror-1.example.net/debian"]</c>. Default none.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Alternates { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
