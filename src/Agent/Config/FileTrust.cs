using System.Globalization;
using System.Runtime.InteropServices;

namespace KuPkg.Agent.Config;

/// <summary>Whether a file can be trusted with root: it and its directory belong to root, and nobody else may write to them. Links are followed.</summary>
internal static partial class FileTrust
{
    private const int CurrentDirectory = -100;
    private const uint Wanted = 0x1 | 0x2 | 0x8 | 0x200;
    private const int WritableByOthers = 0x12;
    private const int Sticky = 0x200;

    /// <summary>Why it cannot be trusted, with the command that mends it; null when it can, or is not there.</summary>
    public static string? Doubt(string file)
    {
        if (Read(file) is not { } own)
            return null;
        if (DoubtOf(file, own, isStickyEnough: false) is { } doubt)
            return doubt;

        // In a directory of /tmp's kind nobody can put another file in place of root's.
        var directory = Path.GetDirectoryName(file) is { Length: > 0 } parent ? parent : "/";
        return Read(directory) is { } above ? DoubtOf(directory, above, isStickyEnough: true) : null;
    }

    /// <summary>Whether there is nothing in it and nothing to be doubted about it.</summary>
    public static bool IsEmptyAndTrusted(string file) => Read(file) is { Size: 0 } && Doubt(file) is null;

    /// <summary>Type and permissions (stat's <c>st_mode</c>), links followed; null when it is not there.</summary>
    public static int? Mode(string path) => Read(path)?.Mode;

    private static string? DoubtOf(string path, (uint Owner, int Mode, ulong Size) stat, bool isStickyEnough)
    {
        if (stat.Owner != 0)
            return $"is not used, because {path} belongs to user {stat.Owner}, not to root:     chown root: {path}";
        if ((stat.Mode & WritableByOthers) == 0 || (isStickyEnough && (stat.Mode & Sticky) != 0))
            return null;
        var mode = Convert.ToString(stat.Mode & 0xFFF, 8).PadLeft(4, '0');
        return string.Create(CultureInfo.InvariantCulture, $"is not used, because others than root may write to {path} (mode {mode}):     chmod go-w {path}");
    }

    private static (uint Owner, int Mode, ulong Size)? Read(string path) =>
        Statx(CurrentDirectory, path, 0, Wanted, out var stat) == 0 ? (stat.Owner, stat.Mode, stat.Size) : null;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out StatxResult result);

    // struct statx has the same layout on every architecture (statx(2)).
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxResult
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public ulong Size;
    }
}
