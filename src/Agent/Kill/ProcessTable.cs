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

    /// <summary>Lists the processes that were not there at the last call, the newest pid first: a runaway child lives for less than a millisecond.</summary>
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
            if (ProcStat.TryRead(_listed[i]) is { } stat)
            {
                _known[stat.Id.Pid] = stat;
                yield return stat;
            }
            else
            {
                Vanished++;
            }
        }
    }

    /// <summary>Meets it anew in the next call.</summary>
    public void Forget(int pid) => _known.Remove(pid);

    private static int Pid(ReadOnlySpan<char> name) => name[0] is >= '1' and <= '9' && int.TryParse(name, out var pid) ? pid : 0;
}
