using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;

namespace KuPkg.Policy.Tests.Kill;

public class RepairPolicyProperties
{
    private static readonly Change[] Changes = [.. Enumerable.Range(0, 4).Select(i => new Change(Id(i), i == 3 ? null : "1", "2", "o", false))];

    // A database that answers each rung as it likes: it may get better, worse or go in circles. Packages 4 and 5 are none of the run's.
    private static readonly Gen<Database[]> Histories = Gen.ArrayOf(
        from states in Gen.ArrayOf(Gen.Elements(Enum.GetValues<PackageState>()), 6)
        from isInterrupted in Gen.Elements(true, false)
        from hasProblem in Gen.Elements(true, false)
        select new Database(states, isInterrupted, hasProblem));

    private static readonly Gen<(Database[] History, int Tries)> Cases = from history in Histories from tries in Gen.Choose(1, 4) select (history, tries);

    [Fact]
    public void It_always_ends_whatever_the_database_answers() =>
        Check((history, tries) =>
        {
            var (decisions, _) = Play(history, tries);
            decisions.Count.Should().BeLessThanOrEqualTo(RepairPolicy.MaxRungs + Changes.Length + 1);
            decisions[^1].Should().Match(d => d is Clean || d is AskPerson);
        });

    [Fact]
    public void No_rung_follows_itself_on_an_unchanged_database_more_often_than_tries_allow() =>
        Check((history, tries) =>
        {
            var (_, tried) = Play(history, tries);
            tried.GroupBy(t => (t.Rung.Name, t.Before)).All(g => g.Count() <= Math.Max(1, tries - 1)).Should().BeTrue();
        });

    [Fact]
    public void What_is_put_back_is_of_the_run_and_nothing_is_put_back_twice() =>
        Check((history, tries) =>
        {
            var (decisions, _) = Play(history, tries);
            var back = decisions.OfType<PutBack>().SelectMany(p => p.Restore.Select(c => c.Package).Concat(p.Remove)).ToList();
            back.Distinct().Count().Should().Be(back.Count);
            back.All(p => Changes.Any(c => c.Package == p)).Should().BeTrue();
            decisions.OfType<PutBack>().All(p => p.Failed.Count > 0 && p.Remove.All(r => r == Id(3))).Should().BeTrue();
        });

    private static (List<RepairDecision> Decisions, IReadOnlyList<RungOutcome> Tried) Play(Database[] history, int tries)
    {
        var decisions = new List<RepairDecision>();
        var turn = 0;
        var situation = At(new RepairSituation { Broken = [], Changes = Changes, Tries = tries }, history, turn);
        while (true)
        {
            var decision = RepairPolicy.Next(situation);
            decisions.Add(decision);
            var next = At(situation, history, ++turn);
            switch (decision)
            {
                case TryRung rung:
                    situation = next with { Tried = [.. situation.Tried, new RungOutcome(rung.Rung, situation.Fingerprint, next.Broken)] };
                    break;
                case PutBack back:
                    situation = next with { PutBackTried = situation.PutBackTried.Concat(back.Restore.Select(c => c.Package)).Concat(back.Remove).ToHashSet() };
                    break;
                default:
                    return (decisions, situation.Tried);
            }
        }
    }

    private static RepairSituation At(RepairSituation situation, Database[] history, int turn)
    {
        if (history.Length == 0)
            return situation;
        var database = history[turn % history.Length];
        return situation with
        {
            Broken = [.. new Inventory(database.States.Select((s, i) => new InstalledPackage(Id(i), "2", $"p{i}", s, s.ToString()))).Broken],
            IsInterrupted = database.IsInterrupted,
            Problems = database.HasProblem ? ["unmet"] : [],
        };
    }

    private static PackageId Id(int i) => new($"p{i}", "amd64");

    private static void Check(Action<Database[], int> property) =>
        Prop.ForAll(Cases.ToArbitrary(), c => property(c.History, c.Tries)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private sealed record Database(PackageState[] States, bool IsInterrupted, bool HasProblem);
}
