using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Plans;

public sealed class PlannerTests
{
    private static readonly PackageSettings Settings = new();

    private static readonly Inventory Installed = new(
    [
        new InstalledPackage(new PackageId("libfoo1", "amd64"), "2.4-2", "foo", PackageState.Installed, "install ok installed"),
    ]);

    [Fact]
    public void Security_comes_first_then_the_name()
    {
        var plan = Accepted(Propose(Change("b"), Change("z", isSecurity: true), Change("a"), Change("c", isSecurity: true)));

        plan.Changes.Select(c => c.Package.Name).Should().Equal("c", "z", "a", "b");
    }

    [Fact]
    public void Nothing_to_do_is_accepted() => Accepted(new Proposal(Plan.Nothing, [])).IsEmpty.Should().BeTrue();

    [Fact]
    public void A_removal_is_refused_unless_it_is_allowed()
    {
        var proposal = Propose(Change("a")) with { Removals = [new Change(new PackageId("old", ""), "1.0", null, "", false)] };

        Refused(proposal).Should().ContainSingle().Which.Should().StartWith("it would remove old 1.0").And.Contain("packages.allow_removals");
        Accepted(proposal, Settings with { AllowRemovals = true }).Changes.Should().Contain(c => c.To == null && c.Package.Name == "old");
    }

    [Fact]
    public void A_downgrade_is_refused() =>
        Refused(Propose(new Change(new PackageId("a", "all"), "2.0", "1.0", "", false))).Should().ContainSingle().Which.Should().Contain("downgrade a from 2.0 to 1.0");

    [Fact]
    public void A_proposal_that_does_not_heed_a_hold_is_refused() =>
        Refused(Propose(Change("libfoo1", "2.4-2", "2.4-3")), holds: [Hold("2.4-3")]).Should().ContainSingle().Which.Should().Contain("which is held: it hung");

    [Fact]
    public void A_proposal_that_does_not_heed_an_exclusion_is_refused() =>
        Refused(Propose(Change("linux-image-amd64")), Settings with { Never = ["linux-image-*"] }).Should().ContainSingle().Which.Should().Contain("packages.never");

    [Fact]
    public void A_held_version_is_told_with_its_cause_and_what_releases_it() =>
        Accepted(new Proposal(Plan.Nothing, []), holds: [Hold("2.4-3")]).KeptBack.Should().Equal(
            new KeptBack(new PackageId("libfoo1", "amd64"), "2.4-2", "2.4-3", "held since run 7: it hung", "kupkg unhold libfoo1"));

    [Theory]
    [InlineData("2.4-2")]
    [InlineData("2.4-1")]
    public void A_hold_that_is_left_behind_keeps_nothing_back(string held) =>
        Accepted(new Proposal(Plan.Nothing, []), holds: [Hold(held)]).KeptBack.Should().BeEmpty();

    [Fact]
    public void A_hold_is_not_told_when_a_newer_version_comes() =>
        Accepted(Propose(Change("libfoo1", "2.4-2", "2.4-4")), holds: [Hold("2.4-3")]).KeptBack.Should().BeEmpty();

    [Fact]
    public void A_plan_says_whether_another_does_the_same()
    {
        var plan = new Plan([Change("a"), Change("b")], []);

        plan.DoesTheSameAs(new Plan([Change("b"), Change("a")], [])).Should().BeTrue();
        plan.DoesTheSameAs(new Plan([Change("a")], [])).Should().BeFalse();
    }

    private static Plan Accepted(Proposal proposal, PackageSettings? settings = null, IReadOnlyList<Hold>? holds = null) =>
        Decide(proposal, settings, holds).Should().BeOfType<PlanDecision.Accepted>().Subject.Plan;

    private static IReadOnlyList<string> Refused(Proposal proposal, PackageSettings? settings = null, IReadOnlyList<Hold>? holds = null) =>
        Decide(proposal, settings, holds).Should().BeOfType<PlanDecision.Refused>().Subject.Reasons;

    private static PlanDecision Decide(Proposal proposal, PackageSettings? settings, IReadOnlyList<Hold>? holds) =>
        Planner.Decide(proposal, settings ?? Settings, holds ?? [], Installed, StringComparer.Ordinal);

    private static Proposal Propose(params Change[] changes) => new(new Plan(changes, []), []);

    private static Change Change(string name, string from = "1.0", string to = "2.0", bool isSecurity = false) =>
        new(new PackageId(name, "amd64"), from, to, "Tests:stable", isSecurity);

    private static Hold Hold(string version) => new(new PackageId("libfoo1", "amd64"), version, "it hung", 7, DateTimeOffset.UnixEpoch);
}
