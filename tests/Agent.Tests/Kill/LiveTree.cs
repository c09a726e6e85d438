using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Kill;

/// <summary>Snapshots of real processes, with just what a kill needs.</summary>
internal static class LiveTree
{
    /// <summary>All processes of this machine.</summary>
    public static IEnumerable<ProcStat> Everything() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(n => char.IsAsciiDigit(n![0])).Select(n => ProcStat.TryRead(int.Parse(n!, null))).OfType<ProcStat>();

    /// <summary>The living processes of the root's session and their descendants, root first.</summary>
    public static TreeSample Of(ProcessId root)
    {
        var all = Everything().Where(s => s.State != 'Z').ToList();
        var inside = all.Where(s => s.Session == root.Pid).Select(s => s.Id.Pid).ToHashSet();
        while (all.Any(s => inside.Contains(s.ParentPid) && inside.Add(s.Id.Pid)))
        {
        }

        return new TreeSample
        {
            At = TimeSpan.Zero,
            Processes = [.. all.Where(s => inside.Contains(s.Id.Pid)).OrderByDescending(s => s.Id == root).Select(Sample)],
        };
    }

    /// <summary>Waits until the tree has so many processes.</summary>
    public static async Task<TreeSample> OfAsync(ProcessId root, int count)
    {
        var tree = Of(root);
        await Eventually.TrueAsync(() => (tree = Of(root)).Processes.Count >= count && tree.Processes.All(p => p.Command.Length > 0), $"{count} processes under {root}");
        return tree;
    }

    private static ProcessSample Sample(ProcStat stat) => new()
    {
        Id = stat.Id,
        ParentPid = stat.ParentPid,
        Session = stat.Session,
        Name = stat.Name,
        State = stat.State,
        Command = ProcFile.TryReadText($"/proc/{stat.Id.Pid}/cmdline")?.Replace('\0', ' ').TrimEnd() ?? "",
    };
}
