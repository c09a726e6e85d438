using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Gateway;

/// <summary>What a gateway is started with. All of it is fixed for its life.</summary>
internal sealed record GatewaySetup
{
    /// <summary>What may be fetched, and from where. A <c>ServedAs</c> base below another one goes before it.</summary>
    public required IReadOnlyList<MirrorGroup> Groups { get; init; }

    /// <summary>The patience.</summary>
    public required DownloadLimits Limits { get; init; }

    /// <summary>A folder of this gateway alone, made 0700, for files that are fetched ahead. Emptied at the start and at the end.</summary>
    public required string SpoolDirectory { get; init; }

    /// <summary>How mirrors are reached; one that is absent is reached by <see cref="UpstreamAccess.Plain"/>.</summary>
    public IReadOnlyDictionary<Mirror, UpstreamAccess> Access { get; init; } = new Dictionary<Mirror, UpstreamAccess>();

    /// <summary>What is remembered of mirrors; of an absent one nothing is.</summary>
    public IReadOnlyDictionary<Mirror, MirrorMemory> Memories { get; init; } = new Dictionary<Mirror, MirrorMemory>();

    /// <summary>
    /// The newest <c>Date</c> that this host has seen of a release: its base (the first <c>ServedAs</c> of its group) and the path of its folder, such as
    /// <c>http://deb.example.org/debian/dists/stable/</c>, with a slash at its end.
    /// </summary>
    public IReadOnlyDictionary<string, DateTimeOffset> KnownReleases { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>Files that are fetched ahead at a time, over all mirrors. Default 4; 0: nothing is fetched ahead.</summary>
    public int FilesAhead { get; init; } = 4;

    /// <summary>The most that files fetched ahead may take on the disk. Default 256 MiB. A larger file is not fetched ahead.</summary>
    public long SpoolBytes { get; init; } = 256L << 20;
}
