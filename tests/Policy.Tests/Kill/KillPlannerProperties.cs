using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Kill;

public class KillPlannerProperties
{
    private static readonly string[] Names = ["apt-get", "dpkg", "foo.postinst", "bar.prerm", "hook", "http", "sh", "sleep"];

    // Parents are drawn among the earlier ones and two pids outside, so each drawing is a forest; suspects may be gone or on the spine.
    private static readonly Gen<Drawn> Drawings =
        from count in Gen.Choose(1, 14)
        from names in Gen.ArrayOf(Gen.Elements(Names), count)
        from parents in Gen.ArrayOf(Gen.Choose(-2, 13), count)
        from states in Gen.ArrayOf(Gen.Frequency((8, Gen.Constant('S')), (1, Gen.Constant('D')), (1, Gen.Constant('Z')), (1, Gen.Constant('T'))), count)
        from suspects in Gen.ListOf(Gen.Choose(0, 16))
        from kind in Gen.Choose(0, 3)
        from phase in Gen.Elements(Enum.GetValues<Phase>())
        from rounds in Gen.Choose(0, 5)
        select new Drawn(names, parents, states, [.. suspects], kind, phase, rounds);

    [Fact]
    public void What_may_not_be_killed_is_not_and_children_go_before_their_parents() =>
        Check(d =>
        {
            var (tree, plan) = d.Decide(Priority.Normal);
            if (plan is null)
                return;
            var living = tree.Processes.Where(p => p.State != 'Z').ToDictionary(p => p.Id);
            var sweeps = plan.Steps.OfType<SweepStep>().ToList();
            var signalled = plan.Steps.OfType<SignalStep>().SelectMany(s => s.Targets).ToList();
            signalled.All(living.ContainsKey).Should().BeTrue();

            foreach (var sweep in sweeps)
            {
                sweep.Victims.Should().OnlyHaveUniqueItems().And.OnlyContain(v => living.ContainsKey(v));
                sweep.Victims.Should().Contain(sweep.Roots);
                sweep.Spared.Should().NotContain(sweep.Victims);
                for (var i = 0; i < sweep.Victims.Count; i++)
                    sweep.Victims.Skip(i + 1).Should().NotContain(later => living[later].ParentPid == sweep.Victims[i].Pid);
                if (signalled.Count == 0)
                    sweep.Victims.Should().NotContain(v => IsOnSpine(living, living[v]));
            }
        });

    [Fact]
    public void The_same_snapshot_always_gives_the_same_plan() =>
        Check(d => Describe(d.Decide(Priority.Normal).Plan).Should().Be(Describe(d.Decide(Priority.Normal).Plan)));

    [Fact]
    public void Critical_work_is_never_signalled_but_for_hooks() => Check(d =>
        (d.Decide(Priority.Critical).Plan?.IsReportOnly ?? true).Should().Be(d.Phase != Phase.Hook || d.Decide(Priority.Normal).Plan is null));

    [Fact]
    public void A_terminal_verdict_on_living_processes_always_ends_something_or_says_why_not() =>
        Check(d =>
        {
            var (tree, plan) = d.Decide(Priority.Normal);
            if (tree.Processes.Any(p => p.State is 'S' or 'T') && d.Suspects.Length == 0)
                plan.Should().NotBeNull();
            plan?.Steps.Should().NotBeEmpty();
            plan?.Steps.OfType<SweepStep>().All(s => s.Victims.Count > 0).Should().BeTrue();
        });

    // Managers all the way up to a top, as the first process of the tree is the root.
    private static bool IsOnSpine(Dictionary<ProcessId, ProcessSample> living, ProcessSample process)
    {
        var root = living.Values.FirstOrDefault(p => p.Id.Pid == Trees.Root);
        for (var at = process; at is not null; at = living.Values.FirstOrDefault(p => p.Id.Pid == at.ParentPid))
        {
            if (Trees.Role(at).Kind is not (RoleKind.Manager or RoleKind.Installer))
                return false;
            if (at == root)
                return true;
        }

        return false;
    }

    private static string Describe(KillPlan? plan) =>
        plan is null ? "" : $"{plan.Target} {plan.Why} {string.Join(';', plan.Steps.Select(s => s switch
        {
            SweepStep sweep => $"sweep {string.Join(',', sweep.Victims)} of {string.Join(',', sweep.Roots)} not {string.Join(',', sweep.Spared)}",
            SignalStep signal => $"{signal.Signal} {string.Join(',', signal.Targets)}",
            _ => "?",
        }))}";

    private static void Check(Action<Drawn> property) =>
        Prop.ForAll(Drawings.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private sealed record Drawn(string[] Names, int[] Parents, char[] States, int[] Suspects, int Kind, Phase Phase, int Rounds)
    {
        public (TreeSample Tree, KillPlan? Plan) Decide(Priority priority)
        {
            var processes = Names.Select((name, i) =>
                Trees.Process(Trees.Root + i, Parents[i] >= 0 && i > 0 ? Trees.Root + (Parents[i] % i) : 1, name, States[i])).ToList();
            var tree = new TreeSample { At = TimeSpan.Zero, Processes = processes };
            var ids = Suspects.Select(s => Trees.Id(Trees.Root + s)).ToList();
            Verdict verdict = Kind switch
            {
                0 => new Stalled(StallReason.AllAsleep, ids) { Evidence = ["e"] },
                1 => new Stalled(StallReason.Stopped, ids) { Evidence = ["e"] },
                2 => new Spinning(TimeSpan.FromMinutes(30), ids) { Evidence = ["e"] },
                _ => new OverBudget(true) { Evidence = ["e"] },
            };
            var earlier = new List<KillReport>();
            for (var i = 0; i < Rounds; i++)
            {
                if (KillPlanner.Plan(verdict, tree, Trees.Role, Phase, Priority.Normal, i + 1, earlier) is { } plan)
                    earlier.Add(Trees.Done(plan));
            }

            return (tree, KillPlanner.Plan(verdict, tree, Trees.Role, Phase, priority, Rounds + 1, earlier));
        }
    }
}
