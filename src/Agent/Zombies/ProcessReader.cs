using KuPkg.Agent.Contracts;
using KuPkg.Agent.Locks;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Zombies;

namespace KuPkg.Agent.Zombies;

/// <summary>Reads all processes of this pid namespace in one pass over /proc, with what each runs. Leaves out this process. Not thread-safe.</summary>
internal sealed class ProcessReader
{
    private const int LongestCommand = 512;

    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly Dictionary<int, string> _users = [];
    private readonly Dictionary<string, FileIdentity?> _onDisk = new(StringComparer.Ordinal);
    private readonly string _ownMounts = ProcFile.TryReadLink("/proc/self/ns/mnt") ?? "";

    /// <summary>Reads them; those that end meanwhile are left out.</summary>
    public IReadOnlyList<SeenProcess> ReadAll()
    {
        var found = new List<SeenProcess>();
        foreach (var pid in ProcTable.Pids())
        {
            if (pid != Environment.ProcessId && ProcStat.TryRead(pid) is { } stat && Read(stat) is { } seen)
                found.Add(seen);
        }

        return found;
    }

    private SeenProcess? Read(ProcStat stat)
    {
        var pid = stat.Id.Pid;
        var owner = ProcessOwner.Read(pid) ?? new ProcessOwner(-1, false);
        var cgroup = ServiceReader.CgroupOf(pid);
        var seen = new SeenProcess(stat.Id, stat.Name, stat.State, stat.ParentPid)
        {
            User = UserOf(owner.Uid),
            Command = CommandOf(pid),
            // So is the group of a defunct process called whose unit has gone since.
            Cgroup = DeletedCode.Unmarked(cgroup),
            IsNested = owner.IsNested,
            IsKernelThread = stat.IsKernelThread,
            Threads = stat.Threads,
        };
        if (stat.IsKernelThread || stat.State is 'Z' or 'X')
            return seen;
        if (ServiceReader.ExecutableOf(pid) is not { } link || DeletedCode.TryFilesOf(pid, _buffer) is not { } deleted)
            return ProcStat.TryRead(pid) is { State: not ('Z' or 'X') } still && still.Id == stat.Id ? seen with { IsHidden = true } : null;
        var executable = DeletedCode.Unmarked(link);
        return seen with { Executable = executable, Image = StateOf(pid, executable, isMarked: link.Length != executable.Length), Deleted = deleted };
    }

    // A deleted file is marked by the kernel. One that is not, and is yet another than the one at its path, is hidden by a mount; within another mount namespace the path means another place.
    private ImageState StateOf(int pid, string executable, bool isMarked)
    {
        if (!executable.StartsWith('/') || !DeletedCode.IsCode(executable))
            return ImageState.Current;
        if (!_onDisk.TryGetValue(executable, out var onDisk))
            _onDisk[executable] = onDisk = FileIdentities.Of(executable);
        if (isMarked)
            return onDisk is null ? ImageState.Deleted : ImageState.Replaced;
        return onDisk is not null && FileIdentities.Of($"/proc/{pid}/exe") is { } image && image != onDisk && ProcFile.TryReadLink($"/proc/{pid}/ns/mnt") == _ownMounts
            ? ImageState.Replaced : ImageState.Current;
    }

    private string UserOf(int uid)
    {
        if (!_users.TryGetValue(uid, out var name))
            _users[uid] = name = Accounts.NameOf(uid);
        return name;
    }

    private static string CommandOf(int pid) => (ProcFile.TryReadText($"/proc/{pid}/cmdline", LongestCommand) ?? "").TrimEnd('\0').Replace('\0', ' ');
}
