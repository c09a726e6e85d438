using System.Globalization;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Config;

/// <summary>Whether a file can be trusted with root: it and its directory belong to root, and nobody else may write to them. Links are followed.</summary>
internal static class FileTrust
{
    private const int WritableByOthers = 0x12;
    private const int Sticky = 0x200;

    /// <summary>Why it cannot be trusted, with the command that mends it; null when it can, or is not there.</summary>
    public static string? Doubt(string file)
    {
        if (FileStat.TryOf(file) is not { } own)
            return null;
        if (DoubtOf(file, own, isStickyEnough: false) is { } doubt)
            return doubt;

        // In a directory of /tmp's kind nobody can put another file in place of root's.
        var directory = Path.GetDirectoryName(file) is { Length: > 0 } parent ? parent : "/";
        return FileStat.TryOf(directory) is { } above ? DoubtOf(directory, above, isStickyEnough: true) : null;
    }

    /// <summary>Whether there is nothing in it and nothing to be doubted about it.</summary>
    public static bool IsEmptyAndTrusted(string file) => FileStat.TryOf(file) is { Length: 0 } && Doubt(file) is null;

    /// <summary>Type and permissions (stat's <c>st_mode</c>), links followed; null when it is not there.</summary>
    public static int? Mode(string path) => FileStat.TryOf(path)?.Mode;

    private static string? DoubtOf(string path, FileStat stat, bool isStickyEnough)
    {
        if (stat.User != 0)
            return $"is not used, because {path} belongs to user {stat.User}, not to root:     chown root: {path}";
        if ((stat.Mode & WritableByOthers) == 0 || (isStickyEnough && (stat.Mode & Sticky) != 0))
            return null;
        var mode = Convert.ToString(stat.Mode & 0xFFF, 8).PadLeft(4, '0');
        return string.Create(CultureInfo.InvariantCulture, $"is not used, because others than root may write to {path} (mode {mode}):     chmod go-w {path}");
    }
}
