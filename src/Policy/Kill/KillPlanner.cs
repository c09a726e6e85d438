using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Kill;

/// <summary>
/// Chooses what goes, and how: the least that can end a hang. A hung maintainer script or hook goes with everything under it while the
/// installer and the manager are left to unwind; these go only when they hang themselves, or when the same script hung too often.
/// While fetching, the manager is asked to end first: it can make good use of that, and nothing is damaged. A command under guard, and a hook of the operator's, go as a whole,
/// asked first (SIGINT, SIGTERM). Pure.
/// </summary>
public static class KillPlanner
{
    /// <summary>A script that hangs again after so many kills in one job takes its installer with it.</summary>
    public const int RoundsBeforeEscalation = 3;

    /// <summary>How long a command under guard may take to end after SIGINT.</summary>
    public static readonly TimeSpan CommandInterruptGrace = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take after SIGTERM that followed; then it is killed.</summary>
    public static readonly TimeSpan CommandTerminateGrace = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FetchGrace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ManagerGrace = TimeSpan.FromSeconds(5);

    /// <summary>Makes the plan for one terminal verdict.</summary>
    /// <param name="verdict">What was judged.</param>
    /// <param name="tree">The snapshot it was judged on.</param>
    /// <param name="roles">Tells the role of each process.</param>
    /// <param name="phase">What the job does.</param>
    /// <param name="priority">With <see cref="Priority.Critical"/> the plan only names the target, but for a hook of the operator's.</param>
    /// <param name="round">Which kill of this job this is, from 1; said in the plan.</param>
    /// <param name="earlier">The kills of this job so far.</param>
    /// <returns>Null when the verdict is not terminal, or when nothing may be killed.</returns>
    public static KillPlan? Plan(
        Verdict verdict, TreeSample tree, RoleOf roles, Phase phase, Priority priority, int round, IReadOnlyList<KillReport> earlier)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(roles);
        ArgumentNullException.ThrowIfNull(earlier);
        if (!verdict.IsTerminal)
            return null;

        var job = new JobTree(tree, roles);
        var suspects = SuspectsOf(verdict).Select(job.Find).OfType<JobNode>().ToList();
        if (job.Nodes.Count == 0 || (verdict is Stalled && suspects.Count > 0 && suspects.TrueForAll(IsUninterruptible)))
            return null;

        var chosen = Choose(verdict, job, suspects, phase, earlier);
        return new KillPlan(
            chosen.Target.Label, chosen.Target.Role.Package, chosen.Target.Role.Script, Why(verdict, chosen, round),
            IsReportOnly(phase, priority) ? [] : chosen.Steps);
    }

    // The priority keeps the packages from a half-done state. A hook is the operator's own program, its limit is his word, and one that nobody ends would hold the run for ever.
    private static bool IsReportOnly(Phase phase, Priority priority) => priority == Priority.Critical && phase != Phase.Hook;

    private static Choice Choose(Verdict verdict, JobTree job, List<JobNode> suspects, Phase phase, IReadOnlyList<KillReport> earlier)
    {
        if (verdict is Stalled { Reason: StallReason.Stopped } && Resume(job, earlier) is { } resumed)
            return resumed;
        if (phase is Phase.Command or Phase.Hook)
            return Whole(job);
        if (job.Root is null)
            return Leftovers(job, earlier);

        var isFetching = phase is Phase.Refresh or Phase.Download or Phase.Plan;
        var units = isFetching ? job.Units.FindAll(HoldsScript) : job.Units;
        var orphans = isFetching ? [] : job.Orphans;
        if ((Blamed(job, units, orphans, suspects) ?? Deepest(units, orphans, isFetching && suspects.Count > 0)) is not { } branch)
            return isFetching ? Staged(job) : Escalate(job, suspects, null, earlier);

        var target = KillTarget.Of(branch);
        var rounds = earlier.Count(k => k.Plan.IsKill && k.Plan.Target == target.Label);
        var isWorkElsewhere = job.Units.Exists(u => u != branch);
        return rounds >= RoundsBeforeEscalation && !isWorkElsewhere && job.Spine.Count > 0
            ? Escalate(job, suspects, target, earlier)
            : Sweep(job, WithOrphans(job, target, suspects), job.Spine);
    }

    private static IReadOnlyList<ProcessId> SuspectsOf(Verdict verdict) => verdict switch
    {
        Stalled stalled => stalled.Suspects,
        Spinning spinning => spinning.Suspects,
        _ => [],
    };

    // The innermost suspect is the last.
    private static JobNode? Blamed(JobTree job, List<JobNode> units, IReadOnlyList<JobNode> orphans, List<JobNode> suspects) =>
        Enumerable.Reverse(suspects).Select(job.BranchOf).FirstOrDefault(b => b is not null && (units.Contains(b) || orphans.Contains(b)));

    // Where the suspects say nothing, the deepest branch is where the work is; a fetch method is the last to be blamed.
    private static JobNode? Deepest(List<JobNode> units, IReadOnlyList<JobNode> orphans, bool isBlameElsewhere) =>
        isBlameElsewhere ? null : (units.Count > 0 ? units : orphans)
            .OrderBy(b => b.Role.Kind == RoleKind.Fetcher)
            .ThenByDescending(b => b.Subtree().Max(n => n.Depth))
            .ThenByDescending(b => b.Id.StartTicks)
            .ThenByDescending(b => b.Id.Pid)
            .FirstOrDefault();

    private static bool HoldsScript(JobNode unit) => unit.Subtree().Any(n => n.Role.Kind == RoleKind.Script);

    // An orphan that is older than the script cannot have come from it.
    private static KillTarget WithOrphans(JobTree job, KillTarget target, List<JobNode> suspects)
    {
        var top = target.Tops[0];
        var orphans = job.Orphans.Where(o => o != top
            && (o.Id.StartTicks >= top.Id.StartTicks || o.Subtree().Any(suspects.Contains)));
        return target with { Tops = [top, .. orphans] };
    }

    private static Choice Sweep(JobTree job, KillTarget target, IReadOnlyList<JobNode> spared)
    {
        var sweep = SweepOf(job, target.Tops, spared);
        return new Choice(target, [sweep]);
    }

    private static SweepStep SweepOf(JobTree job, IReadOnlyList<JobNode> tops, IEnumerable<JobNode> spared)
    {
        var going = tops.SelectMany(t => t.Subtree()).ToHashSet();
        var victims = LeavesFirst.Order([.. job.Nodes.Where(going.Contains)], n => n.Id, n => n.Sample.ParentPid);
        return new SweepStep([.. tops.Select(t => t.Id)], [.. victims.Select(v => v.Id)], [.. spared.Where(s => !going.Contains(s)).Select(s => s.Id)]);
    }

    private static Choice Leftovers(JobTree job, IReadOnlyList<KillReport> earlier)
    {
        var role = job.Orphans.Select(KillTarget.NamedRole).FirstOrDefault(r => r is not null);
        var last = earlier.LastOrDefault(k => k.Plan.IsKill)?.Plan;
        var of = role?.Label ?? last?.Target ?? job.Orphans[0].Sample.Name;
        const string Prefix = "leftover of ";
        var label = of.StartsWith(Prefix, StringComparison.Ordinal) ? of : Prefix + of;
        var target = new KillTarget(job.Orphans, label, role ?? new ProcessRole(RoleKind.Work, last?.Package, last?.Script));
        return Sweep(job, target, []);
    }

    // apt ends at once on any of these, and its methods by themselves; the sweep takes what does not.
    private static Choice Staged(JobTree job)
    {
        var top = job.Spine.Find(n => n.IsManaging) ?? job.Root!;
        var above = Ancestors(top).ToHashSet();
        var steps = Signals(top, FetchGrace, SignalNames.Interrupt, SignalNames.Terminate).Append(new SignalStep(SignalNames.Kill, [top.Id], KillGrace)).ToList<KillStep>();
        var rest = top.Children.Concat(job.Orphans).ToList();
        if (rest.Count > 0)
            steps.Add(SweepOf(job, rest, above));
        return new Choice(new KillTarget([top], top.Sample.Name, top.Role), steps);
    }

    private static IEnumerable<KillStep> Signals(JobNode target, TimeSpan grace, params int[] signals) =>
        signals.Select(s => new SignalStep(s, [target.Id], grace));

    // Parents one at a time, the innermost first; one that was already signalled and is still there gives way to the next.
    private static Choice Escalate(JobTree job, List<JobNode> suspects, KillTarget? script, IReadOnlyList<KillReport> earlier)
    {
        var innermost = script?.Tops[0].Parent
            ?? Enumerable.Reverse(suspects).FirstOrDefault(s => job.Spine.Contains(s) && !s.Children.Exists(job.Spine.Contains))
            ?? job.Spine.MaxBy(n => (n.Depth, n.Id.StartTicks, n.Id.Pid))!;
        var chain = new[] { innermost }.Concat(Ancestors(innermost)).Where(n => n.IsManaging).ToList();
        var target = chain.Find(n => !WasSignalled(n, earlier)) ?? chain[^1];
        var steps = Signals(target, ManagerGrace, SignalNames.Terminate)
            .Append(SweepOf(job, [target, .. job.Orphans], job.Spine)).ToList();
        return new Choice(new KillTarget([target], target.Sample.Name, script?.Role ?? target.Role), steps) { Instead = script?.Label };
    }

    private static bool WasSignalled(JobNode node, IReadOnlyList<KillReport> earlier) =>
        earlier.Any(k => k.Plan.IsKill && k.Plan.Steps.OfType<SignalStep>().Any(s => s.Targets.Contains(node.Id)));

    // Parents get each signal before their children: a shell that is still there when its child dies goes on with its next command.
    private static Choice Whole(JobTree job)
    {
        var tops = job.Nodes.Where(n => n.Parent is null).ToList();
        var parentsFirst = LeavesFirst.Order([.. job.Nodes], n => n.Id, n => n.Sample.ParentPid).Reverse().Select(n => n.Id).ToList();
        List<KillStep> steps =
        [
            new SignalStep(SignalNames.Interrupt, parentsFirst, CommandInterruptGrace),
            new SignalStep(SignalNames.Terminate, parentsFirst, CommandTerminateGrace),
            SweepOf(job, tops, []),
        ];
        return new Choice(new KillTarget(tops, job.Nodes[0].Sample.Name, job.Nodes[0].Role), steps);
    }

    private static IEnumerable<JobNode> Ancestors(JobNode node)
    {
        for (var at = node.Parent; at is not null; at = at.Parent)
            yield return at;
    }

    // Somebody stopped the tree: it is let go on before anything is ended, once. Parents last, so that they find their children at work.
    private static Choice? Resume(JobTree job, IReadOnlyList<KillReport> earlier)
    {
        var stopped = LeavesFirst.Order([.. job.Nodes.Where(n => n.Sample.State == 'T')], n => n.Id, n => n.Sample.ParentPid);
        if (stopped.Count == 0 || earlier.Any(k => k.Plan.IsResume))
            return null;
        var branch = stopped.Select(job.BranchOf).FirstOrDefault(b => b is not null) ?? stopped[0];
        return new Choice(KillTarget.Of(branch), [new SignalStep(SignalNames.Continue, [.. stopped.Select(n => n.Id)], TimeSpan.Zero)]);
    }

    private static string Why(Verdict verdict, Choice chosen, int round)
    {
        List<string> reasons = [.. verdict.Evidence];
        if (chosen.Instead is { } script)
            reasons.Add($"{script} was killed {RoundsBeforeEscalation} times in this job and hangs again");
        var stuck = chosen.Target.Tops.SelectMany(t => t.Subtree()).Where(IsUninterruptible).Select(n => $"{n.Sample.Name} (pid {n.Id})").ToList();
        if (stuck.Count > 0)
            reasons.Add($"in uninterruptible sleep, ends when the kernel lets it: {string.Join(", ", stuck)}");
        if (round > 1)
            reasons.Add($"kill {round} of this job");
        return reasons.Count == 0 ? verdict.Name : $"{verdict.Name}: {string.Join("; ", reasons)}";
    }

    private static bool IsUninterruptible(JobNode node) => node.Sample.State == 'D';

    private sealed record Choice(KillTarget Target, IReadOnlyList<KillStep> Steps)
    {
        /// <summary>The script that hung too often, when its installer goes in its place.</summary>
        public string? Instead { get; init; }
    }
}
