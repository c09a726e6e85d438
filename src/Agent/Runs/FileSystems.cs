using KuPkg.Agent.Drivers;

namespace KuPkg.Agent.Runs;

/// <summary>Whether the file systems that a run writes to have room and can be written.</summary>
internal static class FileSystems
{
    /// <summary>Every need that is not met, in words.</summary>
    public static IReadOnlyList<string> Unmet(IReadOnlyList<SpaceNeed> needs)
    {
        var problems = new List<string>();
        var mounts = File.ReadAllLines("/proc/self/mountinfo");
        foreach (var need in needs)
        {
            var directory = Existing(need.Directory);
            if (IsReadOnly(directory, mounts))
                problems.Add($"{need.Directory} is on a read-only file system, needed for {need.For}; see dmesg for why it was made read-only, then mount -o remount,rw");
            var free = new DriveInfo(directory).AvailableFreeSpace;
            if (free < need.Bytes)
            {
                problems.Add($"{need.Directory} has {Mebibytes(free)} free and {need.For} needs {Mebibytes(need.Bytes)}; make room ({need.Remedy})");
            }
        }

        return [.. problems.Distinct()];
    }

    private static string Existing(string directory)
    {
        while (!Directory.Exists(directory))
            directory = Path.GetDirectoryName(directory) ?? "/";
        return directory;
    }

    // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue   (proc(5); spaces in paths are \040)
    internal static bool IsReadOnly(string directory, IReadOnlyList<string> mountInfo)
    {
        var best = "";
        var isReadOnly = false;
        foreach (var line in mountInfo)
        {
            var fields = line.Split(' ');
            if (fields.Length < 10)
                continue;
            var point = fields[4].Replace("\\040", " ", StringComparison.Ordinal);
            var isUnder = point == "/" || directory == point || directory.StartsWith(point + "/", StringComparison.Ordinal);

            // A later line covers an earlier one with the same point.
            if (!isUnder || point.Length < best.Length)
                continue;
            best = point;
            isReadOnly = fields[5].Split(',').Contains("ro") || fields[^1].Split(',').Contains("ro");
        }

        return isReadOnly;
    }

    private static string Mebibytes(long bytes) => $"{bytes / 1048576.0:0.0} MiB";
}
