using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Locks;

/// <summary>
/// The way from a holder's topmost process down to where its work is:
/// <c>apt-get -y dist-upgrade › dpkg --configure -a › postgresql-15.postinst › pg_upgradecluster (pid 8290)</c>.
/// </summary>
public static class HolderChain
{
    private const int MostCommand = 60, MostLinks = 12;

    /// <summary>The chain in words, the topmost first.</summary>
    /// <param name="before">The tree a moment ago; null: unknown, and the deepest process is taken for the busy one.</param>
    /// <param name="now">The tree.</param>
    /// <param name="roles">Tells the role of each process.</param>
    public static IReadOnlyList<string> Of(TreeSample? before, TreeSample now, RoleOf roles)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(roles);
        var alive = now.Processes.Where(p => p.State is not ('Z' or 'X')).ToList();
        if (alive.Count == 0)
            return [];

        var way = Way(alive, before);
        var shown = way.Count <= MostLinks ? way : [.. way.Take(MostLinks / 2), .. way.TakeLast(MostLinks / 2)];
        return [.. shown.Select((p, i) => i == shown.Count - 1 && shown.Count > 1 ? $"{Short(p, roles)} (pid {p.Id})" : Short(p, roles))];
    }

    /// <summary>A process as a link of the chain: a maintainer script by its package, else the command without its path, cut.</summary>
    public static string Short(ProcessSample process, RoleOf roles)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(roles);
        if (roles(process) is { Kind: RoleKind.Script, Package: not null } script)
            return script.Label;
        var words = process.Command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return process.Name;
        var rest = words.Length > 1 && ManagerFamily.IsInterpreter(ManagerFamily.FileName(words[0])) && words[1].StartsWith('/') ? words[1..] : words;
        rest[0] = ManagerFamily.FileName(rest[0]);
        var text = string.Join(' ', rest);
        return text.Length <= MostCommand ? text : string.Concat(text.AsSpan(0, MostCommand - 1), "…");
    }

    private static List<ProcessSample> Way(List<ProcessSample> alive, TreeSample? before)
    {
        var parents = new Dictionary<int, ProcessSample>();
        foreach (var process in alive)
            parents.TryAdd(process.Id.Pid, process);
        List<ProcessSample> best = [];
        var bestRank = (Work: -1L, Depth: -1, Start: -1L);
        foreach (var process in alive)
        {
            var way = Upwards(process, parents, alive[0].Id);
            var rank = (WorkOf(process, before), way.Count, process.Id.StartTicks);
            if (way.Count > 0 && rank.CompareTo(bestRank) > 0)
                (best, bestRank) = (way, rank);
        }

        best.Reverse();
        return best;
    }

    // A sample may hold a loop that never was; each process is met once. What does not lead to the top is no part of the way.
    private static List<ProcessSample> Upwards(ProcessSample from, Dictionary<int, ProcessSample> parents, ProcessId top)
    {
        var way = new List<ProcessSample>();
        for (ProcessSample? at = from; at is not null && !way.Contains(at); at = parents.GetValueOrDefault(at.ParentPid))
        {
            way.Add(at);
            if (at.Id == top)
                return way;
        }

        return [];
    }

    private static long WorkOf(ProcessSample process, TreeSample? before)
    {
        var was = before?.Processes.FirstOrDefault(p => p.Id == process.Id);
        if (before is null)
            return 0;
        return process.CpuTicks - (was?.CpuTicks ?? 0) + (process.IoBytes - (was?.IoBytes ?? 0) > 0 ? 1 : 0);
    }
}
