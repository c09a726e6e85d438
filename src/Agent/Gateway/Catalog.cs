using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>Which addresses are served. Immutable.</summary>
internal sealed class Catalog(IReadOnlyList<MirrorGroup> groups)
{
    // The longest base first, so that a repository below another one is found.
    private readonly List<(string Base, MirrorGroup Group)> _bases =
        [.. groups.SelectMany(g => g.ServedAs.Select(b => (Base: b, Group: g))).OrderByDescending(b => b.Base.Length)];

    /// <summary>The file of an address; null: it is none of ours, or not an address to be trusted.</summary>
    public FileRequest? Find(string? address)
    {
        if (RequestTarget.Parse(address) is not { } target)
            return null;
        foreach (var (servedAs, group) in _bases)
        {
            if (target.Below(servedAs) is { } path && !path.StartsWith('/'))
                return new FileRequest(group, path);
        }

        return null;
    }
}
