using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Drivers.Apt.Fronting;

/// <summary>A group of mirrors as it is put together.</summary>
internal sealed class GroupDraft(string name)
{
    private readonly List<string> _servedAs = [];
    private readonly List<Uri> _mirrors = [];

    /// <summary>The http addresses under which apt asks for it.</summary>
    public IReadOnlyList<string> ServedAs => _servedAs;

    /// <summary>The mirrors, with their user info.</summary>
    public IReadOnlyList<Uri> Mirrors => _mirrors;

    /// <summary>Adds a base address of a source.</summary>
    /// <returns>Whether it is one that a gateway can serve.</returns>
    public bool TryServe(string address)
    {
        if (Plain(address) is not { } served || !TryAdd(address))
            return false;
        if (!_servedAs.Contains(served))
            _servedAs.Add(served);
        return true;
    }

    /// <summary>Adds a mirror that no source names.</summary>
    public bool TryAdd(string address)
    {
        if (Mirror.TryParse(address) is not { } mirror)
            return false;
        if (!_mirrors.Any(m => Mirror.TryParse(m.OriginalString) == mirror))
            _mirrors.Add(new Uri(address));
        return true;
    }

    /// <summary>Takes all of another group over.</summary>
    public void Take(GroupDraft other)
    {
        foreach (var served in other._servedAs.Where(s => !_servedAs.Contains(s)))
            _servedAs.Add(served);
        foreach (var mirror in other._mirrors)
            TryAdd(mirror.OriginalString);
    }

    /// <summary>The group of those mirrors that the gateway can reach; null: of none.</summary>
    public MirrorGroup? Build(Func<Uri, bool> isReachable)
    {
        var mirrors = _mirrors.Where(isReachable).Select(static m => Mirror.Parse(m.OriginalString)).ToList();
        return mirrors.Count > 0 ? new MirrorGroup(name, ServedAs, mirrors) : null;
    }

    /// <summary>The http form of an address, normalised; null: none that apt could be told a proxy for, which is given by name or IPv4 address.</summary>
    public static string? Plain(string address)
    {
        var plain = address.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? $"http:{address["https:".Length..]}" : address;
        return Mirror.TryParse(plain) is { } mirror && new Uri(mirror.Address).HostNameType is UriHostNameType.Dns or UriHostNameType.IPv4 ? mirror.Address : null;
    }
}
