using System.Text;

namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>The disks that are mounted below a root: an overlay shows one file system only, so each of them needs its own.</summary>
internal static class MountTable
{
    private static readonly HashSet<string> Disks = new(StringComparer.Ordinal) { "ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "bcachefs" };
    private static readonly string[] NotThePackagesOwn = ["/home", "/srv", "/mnt", "/media", "/tmp", "/run", "/proc", "/sys", "/dev"];

    /// <summary>Their mount points as the root sees them, parents first: <c>/usr</c>, <c>/var</c>, <c>/var/log</c>.</summary>
    /// <param name="mountinfo">The text of <c>/proc/self/mountinfo</c>.</param>
    /// <param name="root">The root.</param>
    // 36 27 8:2 / /var rw,relatime shared:1 - ext4 /dev/sda2 rw
    public static IReadOnlyList<string> Below(string mountinfo, string root)
    {
        var prefix = root == "/" ? "" : root;
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var line in mountinfo.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (dash < 6 || dash + 1 >= fields.Length || !Disks.Contains(fields[dash + 1]))
                continue;
            var point = Plain(fields[4]);
            if (point.StartsWith(prefix + "/", StringComparison.Ordinal) && point[prefix.Length..] is { Length: > 1 } inside
                && !Array.Exists(NotThePackagesOwn, n => inside == n || inside.StartsWith(n + "/", StringComparison.Ordinal)))
            {
                found.Add(inside);
            }
        }

        return [.. found];
    }

    // The kernel writes a space as \040, and so on.
    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length)
            {
                plain.Append((char)Convert.ToInt32(text.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }
}
