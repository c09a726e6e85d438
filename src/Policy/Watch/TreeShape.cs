using KuPkg.Policy.Model;

namespace KuPkg.Policy.Watch;

/// <summary>Who stands under whom in one sample. Made only when a rule needs it.</summary>
internal sealed class TreeShape
{
    private readonly IReadOnlyList<ProcessSample> processes;
    private readonly int[] parents;
    private readonly bool[] hasLivingChild;

    public TreeShape(TreeSample sample)
    {
        processes = sample.Processes;
        parents = new int[processes.Count];
        hasLivingChild = new bool[processes.Count];
        var byPid = new Dictionary<int, int>(processes.Count);
        for (var i = 0; i < processes.Count; i++)
            byPid[processes[i].Id.Pid] = i;
        for (var i = 0; i < processes.Count; i++)
        {
            parents[i] = byPid.TryGetValue(processes[i].ParentPid, out var parent) && parent != i ? parent : -1;
            if (parents[i] >= 0 && IsAlive(processes[i]))
                hasLivingChild[parents[i]] = true;
        }
    }

    /// <summary>Living processes without living children, innermost last.</summary>
    public IReadOnlyList<ProcessSample> Leaves() =>
        [.. Enumerable.Range(0, processes.Count).Where(i => IsAlive(processes[i]) && !hasLivingChild[i]).OrderBy(Depth).Select(i => processes[i])];

    /// <summary>The identities of some processes, innermost last.</summary>
    /// <param name="which">Told by their place in the sample.</param>
    public IReadOnlyList<ProcessId> InnermostLast(Func<int, bool> which) =>
        [.. Enumerable.Range(0, processes.Count).Where(i => IsAlive(processes[i]) && which(i)).OrderBy(Depth).Select(i => processes[i].Id)];

    /// <summary>The innermost process under which more than half of the tree stands; null when there is none.</summary>
    public ProcessSample? Bulk()
    {
        var below = new int[processes.Count];
        for (var i = 0; i < processes.Count; i++)
        {
            for (int at = i, steps = 0; at >= 0 && steps <= processes.Count; at = parents[at], steps++)
                below[at]++;
        }

        return Enumerable.Range(0, processes.Count).Where(i => below[i] > processes.Count / 2).OrderByDescending(Depth)
            .Select(i => processes[i]).FirstOrDefault();
    }

    public static bool IsAlive(ProcessSample process) => process.State is not ('Z' or 'X');

    // A sample is read process by process, so it may hold a loop that never was; the count ends it.
    private int Depth(int index)
    {
        var depth = 0;
        for (var at = parents[index]; at >= 0 && depth < processes.Count; at = parents[at])
            depth++;
        return depth;
    }
}
