using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Gates;

/// <summary>Which services a change of packages touches, and what is to be done about each. Pure.</summary>
public static class TouchPolicy
{
    /// <summary>The services that a change touches, by name.</summary>
    /// <param name="facts">What is known of the change and of the host.</param>
    public static IReadOnlyList<TouchedService> Find(TouchFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var found = new SortedDictionary<string, TouchedService>(StringComparer.Ordinal);
        var byUnit = facts.Contracts.ToDictionary(static c => UnitOf(c), StringComparer.Ordinal);
        foreach (var contract in facts.Contracts)
            Add(contract, isWritten: true, contract.Packages.Where(facts.Packages.Contains).Select(static p => new Touch(p, TouchKind.NamedInContract)));
        foreach (var (unit, package) in facts.ShippedUnits)
            AddUnit(unit, new Touch(package, TouchKind.ShipsUnit));
        foreach (var (unit, package) in facts.MappedBy)
            AddUnit(unit, new Touch(package, TouchKind.MappedFile));
        return [.. found.Values];

        void AddUnit(string unit, Touch touch)
        {
            if (byUnit.TryGetValue(unit, out var contract))
                Add(contract, isWritten: true, [touch]);
            else
                Add(Unwritten(unit, touch.Package), isWritten: false, [touch]);
        }

        void Add(ServiceContract contract, bool isWritten, IEnumerable<Touch> touches)
        {
            var all = (found.TryGetValue(contract.Name, out var known) ? known.Touches : []).Concat(touches).Distinct().ToList();
            if (all.Count == 0)
                return;
            var (treatment, why) = NeverRestarted.Of(UnitOf(contract), facts.OwnUnit) ?? (contract.Restart == RestartWay.None
                ? (Treatment.ByHand, isWritten ? "its contract says restart = \"none\"" : "")
                : !isWritten && !facts.MayRestartUnwritten ? (Treatment.ByHand, "services.restart is \"contracts\", and it has none") : (Treatment.Restart, ""));
            found[contract.Name] = new TouchedService(contract, isWritten, all, treatment, why);
        }
    }

    /// <summary>The name of a contract's unit, with the ending; for another supervisor the name of its script or job.</summary>
    public static string UnitOf(ServiceContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var unit = contract.Unit ?? contract.Name;
        return contract.Supervisor != Supervisor.Systemd || unit.Contains('.', StringComparison.Ordinal) ? unit : unit + UnitName.Service;
    }

    /// <summary>The contract of a service that has no written one: it is restarted when it is old, and a person is told when it does not come up. Nothing is killed.</summary>
    public static ServiceContract Unwritten(string unit, string package)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return new ServiceContract { Name = UnitName.Bare(unit), Unit = unit, Packages = [package] };
    }
}

/// <summary>What <see cref="TouchPolicy"/> judges.</summary>
public sealed record TouchFacts
{
    /// <summary>The names of the packages that change.</summary>
    public required IReadOnlySet<string> Packages { get; init; }

    /// <summary>The written contracts.</summary>
    public IReadOnlyList<ServiceContract> Contracts { get; init; } = [];

    /// <summary>Running units that a package of the change ships, with the package.</summary>
    public IReadOnlyList<(string Unit, string Package)> ShippedUnits { get; init; } = [];

    /// <summary>Units of which a process runs a file of a package of the change, with the package.</summary>
    public IReadOnlyList<(string Unit, string Package)> MappedBy { get; init; } = [];

    /// <summary>The unit that this program runs in; empty: none.</summary>
    public string OwnUnit { get; init; } = "";

    /// <summary>Whether services without a contract may be restarted.</summary>
    public bool MayRestartUnwritten { get; init; } = true;
}
