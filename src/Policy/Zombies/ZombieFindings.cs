using KuPkg.Policy.Gates;

namespace KuPkg.Policy.Zombies;

/// <summary>What a host has of defunct processes, old instances, deleted code and orphans.</summary>
/// <param name="Defunct">Defunct processes by parent, the largest group first.</param>
/// <param name="Old">Old instances, by pid.</param>
/// <param name="Stale">What runs deleted code, by unit or session.</param>
/// <param name="Orphans">Processes that nobody looks after, by pid.</param>
public sealed record ZombieFindings(IReadOnlyList<DefunctGroup> Defunct, IReadOnlyList<OldInstance> Old, IReadOnlyList<StaleGroup> Stale, IReadOnlyList<Orphan> Orphans)
{
    /// <summary>How many processes were looked at.</summary>
    public int Looked { get; init; }

    /// <summary>How many of them are in containers, and so not judged but for defunct ones.</summary>
    public int InContainers { get; init; }

    /// <summary>How many this user may not look into.</summary>
    public int Hidden { get; init; }

    /// <summary>What else could not be looked at, in words.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether there is nothing of all this.</summary>
    public bool IsNothing => Defunct.Count + Old.Count + Stale.Count + Orphans.Count == 0;

    /// <summary>Judges what was seen.</summary>
    public static ZombieFindings Of(HostProcesses host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var old = OldInstances.Find(host);
        return new ZombieFindings(DefunctGroups.Find(host), old, StaleGroups.Find(host, old), OrphanRule.Find(host, old))
        {
            Looked = host.All.Count(static p => !p.IsKernelThread),
            InContainers = host.All.Count(static p => p.Home == ProcessHome.Container),
            Hidden = host.All.Count(static p => p.IsHidden && p.Home != ProcessHome.Container),
        };
    }
}
