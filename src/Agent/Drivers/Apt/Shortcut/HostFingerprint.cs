using System.Globalization;
using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt.Sources;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Drivers.Apt.Shortcut;

/// <summary>
/// A fingerprint of all files that a plan of apt is made from: name, time and size of each. Only the sources are read, for the keys that they name, so it costs about a millisecond.
/// </summary>
internal static class HostFingerprint
{
    // Of FNV-1a with 128 bits: it tells changes apart and is no defence, for whoever may write these files is root.
    private static readonly UInt128 Offset = new(0x6c62272e07bb0142, 0x62b821756295c58d);
    private static readonly UInt128 Prime = new(0x0000000001000000, 0x000000000000013B);

    /// <summary>Takes it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="paths">Where apt and dpkg keep things.</param>
    /// <param name="settings">KuPkg's own settings.</param>
    /// <returns>Null when something could not be looked at, or changed under the look.</returns>
    public static string? Take(HostPaths host, AptPaths paths, string settings)
    {
        try
        {
            // A new kernel at work makes old ones removable.
            var print = Add(Offset, $"{KuPkgVersion.Text}\n{settings}\n{ProcFile.TryReadText("/proc/sys/kernel/osrelease")}\n");
            foreach (var file in Files(host, paths).Concat(Keys(host, paths)))
                print = Add(print, Line(file));
            return print.ToString("x32", CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<FileInfo> Files(HostPaths host, AptPaths paths)
    {
        string[] single =
        [
            paths.DpkgStatus, host.At("var/lib/apt/extended_states"), host.At("var/lib/dpkg/arch"), host.At("etc/machine-id"), host.ConfigFile,
        ];
        string[] trees = [host.At("etc/apt"), host.At("usr/share/keyrings"), .. host.DropInDirectories];
        return single.Select(static f => new FileInfo(f))
            .Concat(trees.Where(Directory.Exists).SelectMany(static d => Below(d, recurse: true)))
            .Concat(Directory.Exists(paths.Lists) ? Below(paths.Lists, recurse: false).Where(static f => f.Name != "lock") : []);
    }

    // Also those that lie in the trees: looked at twice, they do no harm.
    private static IEnumerable<FileInfo> Keys(HostPaths host, AptPaths paths) =>
        SourceFiles.OfHost(host)
            .SelectMany(static f => SignedBy.KeysIn(f.Text)).Distinct().Order(StringComparer.Ordinal).Select(k => new FileInfo(paths.Outside(k)));

    private static IEnumerable<FileInfo> Below(string directory, bool recurse) =>
        new DirectoryInfo(directory).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = recurse, AttributesToSkip = 0, IgnoreInaccessible = false })
            .OrderBy(static f => f.FullName, StringComparer.Ordinal);

    // A link tells of itself: where it leads to is looked at too.
    private static string Line(FileInfo file)
    {
        var target = file is { Exists: true, LinkTarget: not null } ? file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo : null;
        return $"{Facts(file)}\0{(target is null ? "" : Facts(target))}\n";
    }

    private static string Facts(FileInfo file) =>
        file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.FullName}\0{file.LastWriteTimeUtc.Ticks}\0{file.Length}") : $"{file.FullName}\0absent";

    private static UInt128 Add(UInt128 print, string text)
    {
        foreach (var c in text)
            print = unchecked((print ^ c) * Prime);
        return print;
    }
}
