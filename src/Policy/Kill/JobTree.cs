using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Kill;

/// <summary>
/// A snapshot as the kill sees it. The <em>spine</em> is the root with the managers and installers below it (and what wraps them): it is left to unwind.
/// A <em>unit</em> is what stands directly below the spine, with everything under it: a maintainer script, a hook, an unpacker. It goes as a whole, since a
/// script whose child was killed may go on and report success. An installer that a script started belongs to the script.
/// An <em>orphan</em> stayed in the job's session when its parent ended. Zombies are not seen: they are dead already.
/// </summary>
internal sealed class JobTree
{
    private readonly Dictionary<int, JobNode> _byPid = [];
    private readonly List<JobNode> _nodes = [];

    public JobTree(TreeSample tree, RoleOf roles)
    {
        foreach (var process in tree.Processes)
        {
            var node = new JobNode(process, roles(process));
            if (process.State is not ('Z' or 'X') && _byPid.TryAdd(process.Id.Pid, node))
                _nodes.Add(node);
        }

        Link();
        Root = FindRoot(tree);
        var tops = _nodes.Where(n => n.Parent is null).ToList();
        if (Root is null)
        {
            Orphans = tops;
            return;
        }

        Orphans = [.. tops.Where(t => t != Root)];
        GrowSpine(Root);
    }

    /// <summary>The live processes, in the order of the snapshot.</summary>
    public IReadOnlyList<JobNode> Nodes => _nodes;

    /// <summary>The job's root, or the manager or installer that outlived it; null when only leftovers are there.</summary>
    public JobNode? Root { get; }

    /// <summary>Root first.</summary>
    public List<JobNode> Spine { get; } = [];

    public List<JobNode> Units { get; } = [];

    /// <summary>The tops of the subtrees that do not hang below the root.</summary>
    public IReadOnlyList<JobNode> Orphans { get; }

    public JobNode? Find(ProcessId id) => _byPid.TryGetValue(id.Pid, out var node) && node.Id == id ? node : null;

    /// <summary>The unit or orphan that a process stands in; null on the spine.</summary>
    public JobNode? BranchOf(JobNode node)
    {
        for (var at = node; at is not null; at = at.Parent)
        {
            if (Units.Contains(at) || Orphans.Contains(at))
                return at;
        }

        return null;
    }

    private void Link()
    {
        var depths = LeavesFirst.Depths(_nodes, n => n.Id, n => n.Sample.ParentPid);
        for (var i = 0; i < _nodes.Count; i++)
        {
            _nodes[i].Depth = depths[i];
            if (depths[i] > 0)
                _nodes[i].Parent = _byPid[_nodes[i].Sample.ParentPid];
        }

        foreach (var node in _nodes)
            node.Parent?.Children.Add(node);
        foreach (var node in _nodes.OrderByDescending(n => n.Depth).Where(n => n.Parent is not null))
            node.Parent!.HasManagerBelow |= node.IsManaging || node.HasManagerBelow;
    }

    // The root leads the session that it was given; whatever else comes first in a snapshot is a leftover of a root that is gone.
    private JobNode? FindRoot(TreeSample tree) =>
        tree.Processes.Count > 0 && Find(tree.Processes[0].Id) is { } first && (first.Sample.Session == first.Id.Pid || first.IsManaging)
            ? first
            : _nodes.Find(n => n.Parent is null && (n.IsManaging || n.HasManagerBelow));

    private void GrowSpine(JobNode root)
    {
        if (!root.IsManaging && !root.HasManagerBelow)
        {
            Units.Add(root);
            return;
        }

        var queue = new Queue<(JobNode Node, bool IsManaged)>([(root, root.IsManaging)]);
        while (queue.TryDequeue(out var at))
        {
            Spine.Add(at.Node);
            foreach (var child in at.Node.Children)
            {
                if (child.IsManaging)
                    queue.Enqueue((child, true));
                else if (at.IsManaged)
                    Units.Add(child);
                else if (child.HasManagerBelow)
                    queue.Enqueue((child, false));
            }
        }
    }
}

/// <summary>One process of a <see cref="JobTree"/>.</summary>
internal sealed class JobNode(ProcessSample sample, ProcessRole role)
{
    public ProcessSample Sample { get; } = sample;

    public ProcessRole Role { get; } = role;

    public ProcessId Id => Sample.Id;

    public JobNode? Parent { get; set; }

    public List<JobNode> Children { get; } = [];

    public int Depth { get; set; }

    public bool HasManagerBelow { get; set; }

    public bool IsManaging => Role.Kind is RoleKind.Manager or RoleKind.Installer;

    /// <summary>This process and all below it, parents before children.</summary>
    public IEnumerable<JobNode> Subtree()
    {
        var queue = new Queue<JobNode>([this]);
        while (queue.TryDequeue(out var node))
        {
            yield return node;
            foreach (var child in node.Children)
                queue.Enqueue(child);
        }
    }
}
