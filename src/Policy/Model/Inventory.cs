namespace KuPkg.Policy.Model;

/// <summary>What is installed at one moment. Never changes.</summary>
public sealed class Inventory
{
    private readonly Dictionary<PackageId, InstalledPackage> _packages;

    /// <summary>Takes the rows as they are; a package that appears twice keeps its last row.</summary>
    public Inventory(IEnumerable<InstalledPackage> packages)
    {
        ArgumentNullException.ThrowIfNull(packages);
        _packages = [];
        foreach (var package in packages)
            _packages[package.Package] = package;
    }

    /// <summary>All rows, in no order.</summary>
    public IReadOnlyCollection<InstalledPackage> Packages => _packages.Values;

    /// <summary>The row of a package; null when the database has none.</summary>
    public InstalledPackage? Find(PackageId package) => _packages.GetValueOrDefault(package);

    /// <summary>The packages that are neither properly installed nor properly absent.</summary>
    public IEnumerable<InstalledPackage> Broken =>
        _packages.Values.Where(p => p.State is not (PackageState.Installed or PackageState.NotInstalled));
}
