using System.IO.Enumeration;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Kill;

/// <summary>
/// Looks through /proc for processes not met before. Only their stat is read, so that a look at a still tree of a thousand costs a listing
/// and nothing more: a process that was there before can only join a subtree by being started in it.
/// </summary>
internal sealed class ProcessTable
{
    private static readonly EnumerationOptions AsListed = new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    private readonly Dictionary<int, ProcStat> _known = [];
    private readonly List<int> _listed = [];

    /// <summary>The process that had this pid when it was first met.</summary>
    public ProcStat? Find(int pid) => _known.TryGetValue(pid, out var stat) ? stat : null;

    /// <summary>How many were listed in the last call and gone before they could be looked at.</summary>
    public int Vanished { get; private set; }

    /// <summary>Lists the processes that were not there at the last call, the newest pid first.</summary>
    public IEnumerable<ProcStat> Meet()
    {
        _listed.Clear();
        _listed.AddRange(new FileSystemEnumerable<int>("/proc", static (ref FileSystemEntry entry) => Pid(entry.FileName), AsListed)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => Pid(entry.FileName) > 0,
        });

        Vanished = 0;
        for (var i = _listed.Count - 1; i >= 0; i--)
        {
            if (_known.ContainsKey(_listed[i]))
                continue;
            if (TryMeet(_listed[i]) is { } stat)
                yield return stat;
            else
                Vanished++;
        }
    }

    /// <summary>
    /// The process that was started last of all, if it is still there and was not met before. A runaway that forks and exits lives for a
    /// fraction of a millisecond: it is gone before a listing is read, and is met here.
    /// </summary>
    public ProcStat? MeetNewest()
    {
        // 0.20 0.18 0.12 1/80 11206
        Span<byte> line = stackalloc byte[128];
        var length = ProcFile.TryRead("/proc/loadavg", line);
        var last = length > 0 ? line[..length].LastIndexOf((byte)' ') + 1 : 0;
        return last > 0 && int.TryParse(line[last..length], out var pid) && !_known.ContainsKey(pid) ? TryMeet(pid) : null;
    }

    /// <summary>Meets it anew in the next call.</summary>
    public void Forget(int pid) => _known.Remove(pid);

    private ProcStat? TryMeet(int pid)
    {
        if (ProcStat.TryRead(pid) is not { } stat)
            return null;
        _known[pid] = stat;
        return stat;
    }

    private static int Pid(ReadOnlySpan<char> name) => name[0] is >= '1' and <= '9' && int.TryParse(name, out var pid) ? pid : 0;
}
