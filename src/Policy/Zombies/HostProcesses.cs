using KuPkg.Policy.Gates;

namespace KuPkg.Policy.Zombies;

/// <summary>All processes of a host at one moment, with the units that matter. Never changes.</summary>
/// <param name="All">The processes that were seen, this program's own left out.</param>
public sealed record HostProcesses(IReadOnlyList<SeenProcess> All)
{
    private readonly Dictionary<int, SeenProcess> _byPid = All.ToDictionary(static p => p.Id.Pid);

    /// <summary>The units that systemd knows, by name; one that is missing was not asked for, or is not known.</summary>
    public IReadOnlyDictionary<string, UnitState> Units { get; init; } = new Dictionary<string, UnitState>();

    /// <summary>Whether systemd runs this host and answered.</summary>
    public bool IsSystemd { get; init; }

    /// <summary>The unit that this program runs in; empty: none.</summary>
    public string OwnUnit { get; init; } = "";

    /// <summary>The process with a number; null: it was not seen.</summary>
    public SeenProcess? Find(int pid) => _byPid.GetValueOrDefault(pid);

    /// <summary>The main process of the unit that a process is in; null: it has none.</summary>
    public SeenProcess? MainOf(SeenProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        return Units.GetValueOrDefault(process.Unit) is { MainPid: > 0 } unit ? Find(unit.MainPid) : null;
    }

    /// <summary>Whether a process is another one, or was started by it or below it.</summary>
    public bool IsBelow(SeenProcess process, SeenProcess top)
    {
        // A garbled reading must not go round for ever.
        var at = process;
        for (var steps = 0; at is not null && steps <= All.Count; steps++)
        {
            if (at == top)
                return true;
            at = Find(at.ParentPid);
        }

        return false;
    }

    /// <summary>The units of which the rules want to know the state: of defunct processes that of the parent.</summary>
    public IReadOnlyList<string> Wanted() => [.. All
        .Where(static p => p.IsDefunct || p.ParentPid == 1 || p.Image != ImageState.Current)
        .Select(p => p.IsDefunct ? Find(p.ParentPid) : p)
        .Where(static p => p is { Home: ProcessHome.OtherService or ProcessHome.Stray, Unit.Length: > 0 })
        .Select(static p => p!.Unit).Distinct(StringComparer.Ordinal)];
}
