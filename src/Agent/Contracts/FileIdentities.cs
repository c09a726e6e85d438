using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Contracts;

/// <summary>Asks which file a path leads to. Thread-safe.</summary>
internal static class FileIdentities
{
    /// <summary>The file, links followed; <c>/proc/PID/exe</c> leads to what the process runs even when that has been deleted. Null: there is none, or it may not be looked at.</summary>
    public static FileIdentity? Of(string path) => FileStat.TryOf(path) is { } stat ? new FileIdentity(((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor, stat.Inode) : null;
}
