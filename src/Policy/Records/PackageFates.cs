using KuPkg.Policy.Model;

namespace KuPkg.Policy.Records;

/// <summary>Reads from the package database what became of each package of a plan. An exit code is never asked.</summary>
public static class PackageFates
{
    /// <summary>What became of each change.</summary>
    /// <param name="changes">The plan.</param>
    /// <param name="after">The database at the end of the run.</param>
    /// <param name="putBack">Packages whose outgoing version KuPkg put back.</param>
    /// <param name="causes">Why a package is not updated, by package name, as far as the run knows it: a kill, an error, what holds it back.</param>
    public static IReadOnlyList<PackageResult> Read(
        IReadOnlyList<Change> changes, Inventory after, IReadOnlySet<PackageId> putBack, IReadOnlyDictionary<string, Cause> causes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(putBack);
        ArgumentNullException.ThrowIfNull(causes);
        return [.. changes.Select(change => Read(change, after, putBack, causes))];
    }

    private static PackageResult Read(Change change, Inventory after, IReadOnlySet<PackageId> putBack, IReadOnlyDictionary<string, Cause> causes)
    {
        var row = after.Find(change.Package);
        var isPresent = row is { State: not PackageState.NotInstalled };
        var installed = isPresent ? row!.Version : null;
        var isSound = !isPresent || row!.State == PackageState.Installed;
        if (isSound && installed == change.To)
            return new PackageResult(change, PackageFate.Updated, installed, "", "");

        var cause = causes.GetValueOrDefault(change.Package.Name) ?? Cause.Unknown;
        if (!isSound)
        {
            var repair = cause.FreedBy.Length > 0 ? cause.FreedBy : "dpkg --configure -a; apt-get -f install";
            return new PackageResult(change, PackageFate.Broken, installed, $"{row!.StateText}: {cause.Why}", repair);
        }

        var fate = (installed, change.From) switch
        {
            (null, null) => causes.ContainsKey(change.Package.Name) ? PackageFate.Removed : PackageFate.Untouched,
            _ when putBack.Contains(change.Package) => PackageFate.PutBack,
            _ => PackageFate.Untouched,
        };
        return new PackageResult(change, fate, installed, cause.Why, cause.FreedBy);
    }
}

/// <summary>Why a package is not updated, and what frees it.</summary>
/// <param name="Why">In words.</param>
/// <param name="FreedBy">The command; empty when none is needed.</param>
public sealed record Cause(string Why, string FreedBy)
{
    /// <summary>Nothing that was seen explains it.</summary>
    public static Cause Unknown { get; } = new("the package manager left it as it was and gave no reason", "");
}
