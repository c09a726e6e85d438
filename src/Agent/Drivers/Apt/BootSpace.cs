using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>What a plan with a kernel needs in /boot, by the size of those that are there. A /boot that fills up in the middle leaves a kernel that does not boot.</summary>
internal static class BootSpace
{
    private const long MiB = 1 << 20;

    /// <summary>A kernel with its initial file system, where there is none to go by.</summary>
    private const long Unknown = 128 * MiB;

    // Of each kernel; the initial file system is written beside the old one and moved over it.
    private static readonly string[] Kinds = ["vmlinuz-*", "System.map-*", "config-*", InitialFileSystem];
    private const string InitialFileSystem = "initrd.img-*";

    /// <summary>The need; null: the plan brings no kernel, or there is no /boot.</summary>
    public static SpaceNeed? NeedOf(string boot, Plan plan)
    {
        var kernels = plan.Changes.Where(static c => c.To is not null && c.Package.Name.StartsWith("linux-image-", StringComparison.Ordinal) && CleanupPolicy.IsVersionedKernel(c.Package.Name)).ToList();
        if (kernels.Count == 0 || !Directory.Exists(boot))
            return null;
        var known = Kinds.Sum(kind => LargestOf(boot, kind));
        var one = known > 0 ? known * 11 / 10 : Unknown;
        var again = Math.Max(LargestOf(boot, InitialFileSystem), known > 0 ? 0 : Unknown / 2);
        return new SpaceNeed(boot, (kernels.Count(static c => c.From is null) * one) + again + (4 * MiB), $"a kernel ({string.Join(", ", kernels.Select(static c => c.Package.Name))}) and its initial file system")
        {
            Remedy = "apt-get autoremove removes old kernels; dpkg -l 'linux-image-*' lists them",
            IsForKernel = true,
        };
    }

    private static long LargestOf(string boot, string kind) => new DirectoryInfo(boot).EnumerateFiles(kind).Select(static f => f.Length).DefaultIfEmpty().Max();
}
