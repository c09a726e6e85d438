using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Plans;

/// <summary>What may be removed after a healthy run because nothing needs it any more.</summary>
public static class CleanupPolicy
{
    private static readonly string[] KernelPrefixes =
        ["linux-image-unsigned-", "linux-image-", "linux-headers-", "linux-modules-extra-", "linux-modules-", "linux-tools-", "linux-buildinfo-", "linux-kbuild-"];

    /// <summary>Whether a package holds one version of the kernel: its name has a number after the prefix, as in <c>linux-image-6.1.0-30-amd64</c>.</summary>
    public static bool IsVersionedKernel(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return KernelPrefixes.Any(p => name.Length > p.Length && name.StartsWith(p, StringComparison.Ordinal) && char.IsAsciiDigit(name[p.Length]));
    }

    /// <summary>Those of the unused packages that are removed. The manager has left its own protected kernels out of them; the running one and the newest are kept whatever it says.</summary>
    /// <param name="unused">What the manager calls no longer required.</param>
    /// <param name="settings"><c>autoremove</c>, and <c>never</c>, which keeps a package from being removed, too.</param>
    /// <param name="runningKernel">The release of the kernel at work, such as <c>6.1.0-30-amd64</c>.</param>
    /// <param name="inventory">What is installed.</param>
    /// <param name="versions">The manager's order of versions.</param>
    public static IReadOnlyList<UnusedPackage> Removable(
        IReadOnlyList<UnusedPackage> unused, PackageSettings settings, string runningKernel, Inventory inventory, IComparer<string> versions)
    {
        ArgumentNullException.ThrowIfNull(unused);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(versions);
        if (settings.Autoremove == Autoremove.Off || unused.Count == 0)
            return [];
        var newest = inventory.Packages
            .Where(static p => p.State != PackageState.NotInstalled && p.Package.Name.StartsWith("linux-image-", StringComparison.Ordinal) && IsVersionedKernel(p.Package.Name))
            .OrderByDescending(static p => p.Version, versions).Select(static p => p.Package.Name).FirstOrDefault();
        return
        [
            .. unused.Where(u =>
                (settings.Autoremove == Autoremove.Unused || IsVersionedKernel(u.Package.Name))
                && !(runningKernel.Length > 0 && u.Package.Name.EndsWith($"-{runningKernel}", StringComparison.Ordinal))
                && u.Package.Name != newest
                && !PackageGlob.MatchesAny(settings.Never, u.Package.Name)),
        ];
    }

    /// <summary>Why a removal is not to be made, from its simulation; null: it removes just what it is meant to.</summary>
    /// <param name="wanted">What is to go.</param>
    /// <param name="removals">What the manager would remove.</param>
    /// <param name="changes">What it would install or change.</param>
    public static string? Refusal(IReadOnlyList<UnusedPackage> wanted, IReadOnlyList<Change> removals, IReadOnlyList<Change> changes)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(removals);
        ArgumentNullException.ThrowIfNull(changes);
        var names = wanted.Select(static w => w.Package.Name).ToHashSet();
        if (removals.FirstOrDefault(r => !names.Contains(r.Package.Name)) is { } other)
            return $"it would remove {other.Package} {other.From} too";
        return changes.Count > 0 ? $"it would change {changes[0]}" : null;
    }
}

/// <summary>A package that was installed for another one and is needed by none.</summary>
/// <param name="Package">Which.</param>
/// <param name="Version">The installed version.</param>
public sealed record UnusedPackage(PackageId Package, string Version);
