using System.Globalization;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Kill;

/// <summary>How many more descriptors this process may hold while enough are left for everything else it does at the same time.</summary>
internal static class DescriptorRoom
{
    private const int Reserve = 128;

    public static int Left() => Math.Max(0, Limit() - Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() - Reserve);

    // Limit                     Soft Limit           Hard Limit           Units
    // Max open files            1024                 524288               files
    private static int Limit()
    {
        var line = ProcFile.TryReadText("/proc/self/limits")?.Split('\n').FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var fields = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is [_, _, _, var soft, ..] && int.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : 1024;
    }
}
