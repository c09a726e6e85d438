using KuPkg.Policy.Kill;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Kill;

/// <summary>
/// A script with a thousand idle children: 500 sleepers, and 500 heavy readers at the end of their pipes. A reader that is woken by the death of its
/// sleeper says so in a file and burns CPU.
/// </summary>
internal sealed class Crowd : IDisposable
{
    public const int Pairs = 500, Size = 1 + (2 * Pairs);

    private readonly string _marks;

    private Crowd(string marks, Spawned root, TreeSample tree)
    {
        _marks = marks;
        Root = root;
        Tree = tree;
    }

    public Spawned Root { get; }

    public TreeSample Tree { get; }

    /// <summary>A sweep of the whole crowd.</summary>
    public KillPlan Plan => new(
        "crowd", null, null, "all idle",
        [new SweepStep([Root.Id], [.. LeavesFirst.Order(Tree.Processes, p => p.Id, p => p.ParentPid).Select(p => p.Id)], [])]);

    /// <summary>How many readers ran. They need a moment to say so.</summary>
    public int Woken => File.ReadAllLines(_marks).Length;

    public static async Task<Crowd> GatherAsync(int pairs = Pairs)
    {
        var marks = Path.GetTempFileName();
        var root = Spawned.Shell($$"""
            n=0
            while [ $n -lt {{pairs}} ]; do
                sleep 100000 | { read x; echo woken >>{{marks}}; n=0; while [ $n -lt 200000 ]; do n=$((n+1)); done; } &
                n=$((n+1))
            done
            wait
            echo root >>{{marks}}
            """);
        var tree = LiveTree.Of(root.Id);
        await Eventually.TrueAsync(
            () => (tree = LiveTree.Of(root.Id)).Processes.Count == 1 + (2 * pairs) && tree.Processes.Count(p => p.Name == "sleep") == pairs && tree.Processes.All(p => p.State == 'S'),
            "all are there and asleep", TimeSpan.FromMinutes(2));
        return new Crowd(marks, root, tree);
    }

    public void Dispose()
    {
        Root.Dispose();
        File.Delete(_marks);
    }
}
