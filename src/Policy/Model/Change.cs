namespace KuPkg.Policy.Model;

/// <summary>One thing a plan would do to one package.</summary>
/// <param name="Package">Which package.</param>
/// <param name="From">The outgoing version; null for a new package.</param>
/// <param name="To">The incoming version; null for a removal.</param>
/// <param name="Origin">Where it comes from, in the manager's words, such as <c>Debian:12.8/stable</c>.</param>
/// <param name="IsSecurity">Whether the origin is a security archive.</param>
public sealed record Change(PackageId Package, string? From, string? To, string Origin, bool IsSecurity)
{
    /// <summary>Whether the database says that it was made: the incoming version is installed, or the package is gone.</summary>
    public bool IsDoneIn(Inventory inventory)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        return inventory.Find(Package) is var row && To is { } version
            ? row is { State: PackageState.Installed } && row.Version == version
            : row is null or { State: PackageState.NotInstalled };
    }

    /// <inheritdoc/>
    public override string ToString() => (From, To) switch
    {
        (null, _) => $"{Package} {To} (new)",
        (_, null) => $"{Package} {From} (removed)",
        _ => $"{Package} {From} → {To}",
    };
}
