using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Policy.Tests.Records;

public class RunVerdictTests
{
    private static PackageResult Of(string name, PackageFate fate) =>
        new(new Change(new PackageId(name, "all"), "1.0", "2.0", "local", false), fate, fate == PackageFate.Updated ? "2.0" : "1.0", "why", "");

    [Fact]
    public void Nothing_to_do_is_success() =>
        RunVerdict.Of([], [], [], null).Should().Be(new RunVerdict(Outcome.UpToDate, 0, "nothing to do"));

    [Fact]
    public void All_updated_is_success_and_a_reboot_does_not_make_it_a_failure()
    {
        RunVerdict.Of([Of("a", PackageFate.Updated)], [], [], null).Should().Be(new RunVerdict(Outcome.Updated, 0, "updated 1 package"));
        var reboot = RunVerdict.Of([Of("a", PackageFate.Updated)], [], [], "linux-image-amd64");
        (reboot.Outcome, reboot.ExitCode).Should().Be((Outcome.UpdatedNeedsReboot, 0));
    }

    [Fact]
    public void A_version_that_was_put_back_makes_the_run_partly_and_names_the_package()
    {
        var verdict = RunVerdict.Of([Of("a", PackageFate.Updated), Of("b", PackageFate.PutBack)], [], [], null);
        verdict.Should().Be(new RunVerdict(Outcome.PartlyUpdated, 1, "updated 1 of 2 packages; put back: b; host consistent"));
    }

    [Fact]
    public void Nothing_updated_is_a_failure_on_a_consistent_host() =>
        RunVerdict.Of([Of("b", PackageFate.Untouched)], [], [], null).Outcome.Should().Be(Outcome.FailedConsistent);

    [Fact]
    public void A_broken_package_needs_a_person_whatever_else_went_well()
    {
        var verdict = RunVerdict.Of([Of("a", PackageFate.Updated), Of("b", PackageFate.Broken)], [], [], null);
        (verdict.Outcome, verdict.ExitCode).Should().Be((Outcome.NeedsPerson, 2));
    }

    [Fact]
    public void What_a_person_must_do_outweighs_packages_that_are_all_updated() =>
        RunVerdict.Of([Of("a", PackageFate.Updated)], ["mend it"], [], null).ExitCode.Should().Be(2);

    [Fact]
    public void A_source_or_hook_that_failed_is_told_by_the_exit_code()
    {
        var verdict = RunVerdict.Of([Of("a", PackageFate.Updated)], [], ["1 of 2 sources could not be refreshed"], null);
        verdict.Should().Be(new RunVerdict(Outcome.PartlyUpdated, 1, "updated 1 package; 1 of 2 sources could not be refreshed"));
    }

    [Theory]
    [InlineData(Outcome.Deferred, 75)]
    [InlineData(Outcome.Quarantined, 0)]
    [InlineData(Outcome.Refused, 1)]
    [InlineData(Outcome.FailedConsistent, 1)]
    [InlineData(Outcome.NeedsPerson, 2)]
    public void Each_early_end_has_its_exit_code(Outcome outcome, int code) =>
        RunVerdict.OfEnding(outcome, "why").ExitCode.Should().Be(code);
}
