using KuPkg.Policy.Model;

namespace KuPkg.Policy.Kill;

/// <summary>
/// The order in which a subtree ends: the deepest first, each child before its parent, among equals the youngest first.
/// A parent is then never there to be woken by, or to start anew after, the death of its child's children.
/// </summary>
public static class LeavesFirst
{
    /// <summary>Orders processes; only parents within <paramref name="processes"/> count for depth. The same set always gives the same order.</summary>
    public static IReadOnlyList<T> Order<T>(IReadOnlyList<T> processes, Func<T, ProcessId> id, Func<T, int> parentPid)
    {
        ArgumentNullException.ThrowIfNull(processes);
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(parentPid);

        var depths = Depths(processes, id, parentPid);
        var order = new int[processes.Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) =>
        {
            ProcessId left = id(processes[a]), right = id(processes[b]);
            var byDepth = depths[b].CompareTo(depths[a]);
            var byAge = byDepth != 0 ? byDepth : right.StartTicks.CompareTo(left.StartTicks);
            return byAge != 0 ? byAge : right.Pid.CompareTo(left.Pid);
        });
        return Array.ConvertAll(order, i => processes[i]);
    }

    /// <summary>How far each process stands below the topmost of its ancestors within the set; 0 for the tops. A loop of parents, which only a garbled snapshot has, is cut anywhere.</summary>
    public static int[] Depths<T>(IReadOnlyList<T> processes, Func<T, ProcessId> id, Func<T, int> parentPid)
    {
        ArgumentNullException.ThrowIfNull(processes);
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(parentPid);

        const int Unknown = -1, Visiting = -2;
        var byPid = new Dictionary<int, int>(processes.Count);
        for (var i = 0; i < processes.Count; i++)
            byPid[id(processes[i]).Pid] = i;

        var depths = new int[processes.Count];
        Array.Fill(depths, Unknown);
        var path = new Stack<int>();
        for (var i = 0; i < depths.Length; i++)
        {
            var at = i;
            while (at >= 0 && depths[at] == Unknown)
            {
                depths[at] = Visiting;
                path.Push(at);
                at = byPid.TryGetValue(parentPid(processes[at]), out var parent) ? parent : Unknown;
            }

            var depth = at >= 0 && depths[at] >= 0 ? depths[at] + 1 : 0;
            while (path.TryPop(out var node))
                depths[node] = depth++;
        }

        return depths;
    }
}
