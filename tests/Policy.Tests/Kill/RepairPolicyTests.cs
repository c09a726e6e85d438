using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Kill;

public class RepairPolicyTests
{
    private static readonly Change Foo = new(new PackageId("foo", "amd64"), "1", "2", "Debian", false);
    private static readonly Change Foo32 = Foo with { Package = new PackageId("foo", "i386") };
    private static readonly Change FooData = Foo with { Package = new PackageId("foo-data", "all") };
    private static readonly Change Bar = Foo with { Package = new PackageId("bar", "amd64") };
    private static readonly Change New = new(new PackageId("libnew", "amd64"), null, "2", "Debian", false);

    private static InstalledPackage Row(Change change, PackageState state) => Row(change.Package.Name, state, change.Package.Architecture);

    private static InstalledPackage Row(string name, PackageState state, string architecture = "amd64") =>
        new(new PackageId(name, architecture), "2", name, state, $"install ok {state}");

    private static RepairSituation Broken(params InstalledPackage[] rows) => new() { Broken = rows };

    /// <summary>The situation after its next rung changed nothing.</summary>
    private static RepairSituation AfterVain(RepairSituation situation, int rungs = 1)
    {
        for (var i = 0; i < rungs; i++)
        {
            var rung = RepairPolicy.Next(situation).Should().BeOfType<TryRung>().Subject.Rung;
            situation = situation with { Tried = [.. situation.Tried, new RungOutcome(rung, situation.Fingerprint, situation.Broken)] };
        }

        return situation;
    }

    private static List<string> Ladder(RepairSituation situation)
    {
        var names = new List<string>();
        while (RepairPolicy.Next(situation) is TryRung rung)
        {
            names.Add(rung.Rung.Name);
            situation = AfterVain(situation);
        }

        names.Add(RepairPolicy.Next(situation).GetType().Name);
        return names;
    }

    [Fact]
    public void A_host_without_a_fault_is_clean() => RepairPolicy.Next(Broken()).Should().BeOfType<Clean>();

    public static TheoryData<string, RepairSituation, string[]> Ladders => new()
    {
        { "half configured before a run", Broken(Row("x", PackageState.HalfConfigured)), ["configure", "fix dependencies", "AskPerson"] },
        { "unpacked", Broken(Row("x", PackageState.Unpacked)), ["configure", "fix dependencies", "AskPerson"] },
        { "trigger", Broken(Row("x", PackageState.TriggersPending)), ["configure", "fix dependencies", "AskPerson"] },
        { "needs reinstall, no archive", Broken(Row("x", PackageState.NeedsReinstall)), ["reinstall", "fix dependencies", "AskPerson"] },
        {
            "needs reinstall, archive at hand",
            Broken(Row("x", PackageState.NeedsReinstall)) with { ArchivesAtHand = new HashSet<PackageId> { new("x", "amd64") } },
            ["reinstall from archive", "reinstall", "fix dependencies", "AskPerson"]
        },
        { "interrupted: apt would refuse", Broken() with { IsInterrupted = true }, ["configure", "AskPerson"] },
        { "dependencies", Broken() with { Problems = ["x depends on y"] }, ["fix dependencies", "AskPerson"] },
        { "of the run: the configure was the second try", Broken(Row(Foo, PackageState.HalfConfigured)) with { Changes = [Foo] }, ["configure", "PutBack"] },
        { "of the run, one try", Broken(Row(Foo, PackageState.HalfConfigured)) with { Changes = [Foo], Tries = 1 }, ["PutBack"] },
        { "of the run, three tries", Broken(Row(Foo, PackageState.HalfConfigured)) with { Changes = [Foo], Tries = 3 }, ["configure", "configure", "PutBack"] },
        { "of the run, needs reinstall", Broken(Row(Foo, PackageState.NeedsReinstall)) with { Changes = [Foo] }, ["reinstall", "PutBack"] },
        {
            "of the run, waits for a broken one that is not",
            Broken(Row(Foo, PackageState.TriggersPending), Row("man-db", PackageState.HalfConfigured)) with { Changes = [Foo] },
            ["configure", "fix dependencies", "AskPerson"]
        },
    };

    [Theory]
    [MemberData(nameof(Ladders))]
    public void The_ladder_is_climbed_in_order_when_nothing_helps(string name, RepairSituation situation, string[] expected) =>
        Ladder(situation).Should().Equal(expected, name);

    [Fact]
    public void A_rung_is_tried_again_only_after_something_has_changed()
    {
        var situation = AfterVain(Broken(Row("x", PackageState.HalfConfigured), Row("y", PackageState.HalfConfigured)), rungs: 2);
        RepairPolicy.Next(situation).Should().BeOfType<AskPerson>();

        var better = situation with { Broken = [Row("y", PackageState.HalfConfigured)] };
        RepairPolicy.Next(better).Should().Be(new TryRung(new ConfigureRung()));
    }

    [Fact]
    public void Only_what_needs_it_is_reinstalled()
    {
        var situation = AfterVain(Broken(Row("x", PackageState.NeedsReinstall), Row("y", PackageState.HalfConfigured)));

        RepairPolicy.Next(situation).Should().BeOfType<TryRung>().Which.Rung.Should().BeOfType<ReinstallRung>()
            .Which.Packages.Should().Equal(new PackageId("x", "amd64"));
    }

    [Fact]
    public void What_goes_back_is_a_closed_set_of_the_failed_the_waiting_the_siblings_and_all_architectures()
    {
        var situation = AfterVain(Broken(Row(Foo, PackageState.HalfConfigured), Row(New, PackageState.Unpacked)) with
        {
            Changes = [Bar, Foo, Foo32, FooData, New],
            Sources = new Dictionary<PackageId, string> { [Foo.Package] = "foo-src", [Foo32.Package] = "foo-src", [FooData.Package] = "foo-src" },
        });

        var back = RepairPolicy.Next(situation).Should().BeOfType<PutBack>().Subject;

        back.Restore.Should().Equal(Foo, Foo32, FooData);
        back.Remove.Should().Equal(New.Package);
        back.Failed.Should().Equal(Foo);
        back.Why.Should().Be("foo 1 → 2: tried 2 times, still install ok HalfConfigured");
    }

    [Fact]
    public void What_was_put_back_and_is_still_broken_asks_for_a_person_with_the_commands()
    {
        var situation = AfterVain(Broken(Row(Foo, PackageState.HalfConfigured), Row("x", PackageState.NeedsReinstall)) with { Changes = [Foo] })
            with { PutBackTried = new HashSet<PackageId> { Foo.Package } };

        var ask = RepairPolicy.Next(AfterVain(situation, rungs: 2)).Should().BeOfType<AskPerson>().Subject;

        ask.Commands.Should().Equal(
            "dpkg --configure -a",
            "apt-get install --reinstall x:amd64",
            "dpkg --remove --force-remove-reinstreq x:amd64    # only if no repository has its archive any more",
            "apt-get -f install",
            "dpkg --audit");
        ask.Why.Should().Contain("foo 2 (install ok HalfConfigured)").And.Contain("tried: configure, reinstall, fix dependencies");
    }

    [Fact]
    public void What_was_not_kept_cannot_be_put_back_and_is_named()
    {
        var situation = AfterVain(Broken(Row(Foo, PackageState.HalfConfigured)) with { Changes = [Foo], Restorable = new HashSet<PackageId>() });

        RepairPolicy.Next(situation).Should().BeOfType<AskPerson>().Which.Why.Should().Contain("the outgoing version was not kept: foo 1");
    }

    [Fact]
    public void Critical_work_is_put_back_by_a_person()
    {
        var situation = AfterVain(Broken(Row(Foo, PackageState.HalfConfigured)) with { Changes = [Foo], Priority = Priority.Critical });

        RepairPolicy.Next(situation).Should().BeOfType<AskPerson>().Which.Why.Should().Contain("critical");
    }
}
