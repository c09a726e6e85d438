using KuPkg.Agent.Config;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>What a run must find free. Rough, and rather too much than too little: a full disk in the middle of an unpacking hurts more than a deferred run.</summary>
internal static class SpaceEstimate
{
    private const long MiB = 1 << 20;

    public static IReadOnlyList<SpaceNeed> Of(HostPaths host, AptPaths paths, Plan? plan)
    {
        List<SpaceNeed> needs = [new SpaceNeed(paths.DpkgDirectory, 16 * MiB, "dpkg's database")];
        if (plan is null)
        {
            needs.Add(new SpaceNeed(paths.Lists, ListsNeed(paths.Lists), "package lists"));
            return needs;
        }

        if (plan.IsEmpty)
            return needs;
        needs.Add(new SpaceNeed(paths.Archives, (plan.DownloadBytes ?? plan.Changes.Count * 4 * MiB) + (4 * MiB), "downloads"));
        needs.Add(new SpaceNeed(host.At("usr"), (Math.Max(0, plan.GrowthBytes ?? plan.Changes.Count * 16 * MiB) * 11 / 10) + (32 * MiB), "unpacking"));
        if (BootSpace.NeedOf(host.At("boot"), plan) is { } boot)
            needs.Add(boot);
        return needs;
    }

    // New lists are fetched beside the old ones, at worst all of them.
    private static long ListsNeed(string lists) =>
        Math.Max(8 * MiB, Directory.Exists(lists) ? new DirectoryInfo(lists).EnumerateFiles().Sum(f => f.Length) / 2 : 0);
}
