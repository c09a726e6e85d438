using KuPkg.Policy.Rehearsals;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Rehearsals;

public class PromiseTests
{
    private static readonly RehearsedPackage Updated = new("fine", "1.1", "2.0", "2.0", true, "");
    private static readonly RehearsedPackage PutBack = new("odd", "1.1", "2.0", "1.1", true, "2.0 is held: its postinst stalled");

    [Fact]
    public void It_is_kept_when_each_package_is_updated_or_put_back_and_explained_and_the_host_is_clean() =>
        Promise.Broken(Record([Updated, PutBack])).Should().BeEmpty();

    public static TheoryData<string, RehearsedPackage> Bad => new()
    {
        { "neither", PutBack with { Now = "1.0" } },
        { "half", Updated with { IsWhole = false } },
        { "gone", PutBack with { Now = "" } },
        { "unexplained", PutBack with { Cause = "" } },
        { "old and not whole", PutBack with { IsWhole = false } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_package_that_is_neither_breaks_it(string what, RehearsedPackage package) =>
        Promise.Broken(Record([Updated, package])).Should().ContainSingle(what).Which.Should().Contain(package.Name);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(75, false)]
    [InlineData(null, false)]
    public void A_run_that_needs_a_person_or_does_not_end_breaks_it(int? code, bool isKept) =>
        (Promise.Broken(Record([Updated]) with { ExitCode = code }).Count == 0).Should().Be(isKept);

    [Fact]
    public void Each_finding_in_the_database_breaks_it() =>
        Promise.Broken(Record([Updated]) with { Findings = ["a", "b"] }).Should().HaveCount(2);

    [Fact]
    public void The_cost_is_what_the_fault_added_and_never_less_than_nothing()
    {
        var record = Record([Updated]);
        record.Cost.Should().Be(TimeSpan.FromSeconds(14));
        (record with { WithFault = TimeSpan.FromSeconds(3) }).Cost.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void Every_fault_has_a_word_that_finds_it_and_a_sentence()
    {
        foreach (var fault in RehearsalFaults.All)
        {
            RehearsalFaults.Find(fault.Word()).Should().Be(fault);
            fault.Sentence().Should().NotBeEmpty();
        }

        RehearsalFaults.Find("earthquake").Should().BeNull();
    }

    [Fact]
    public void Limits_are_cut_short_and_a_shorter_one_stays()
    {
        var host = new KuPkgSettings { Install = new InstallLimits { Quiet = TimeSpan.FromSeconds(3) } };
        var shortened = RehearsalLimits.Shortened(host);
        shortened.Install.Quiet.Should().Be(TimeSpan.FromSeconds(3));
        shortened.Install.Spin.Should().BeLessThan(host.Install.Spin);
        RehearsalLimits.SlowWork.Should().BeGreaterThan(RehearsalLimits.Shortened(new KuPkgSettings()).Install.Quiet, "or it would not show that work is spared");
        RehearsalLimits.Most(host, isReal: true).Should().BeGreaterThan(host.Install.Quiet + host.Install.Spin);
    }

    private static RehearsalRecord Record(IReadOnlyList<RehearsedPackage> packages) => new()
    {
        Fault = RehearsalFault.Hang, Calm = TimeSpan.FromSeconds(10), WithFault = TimeSpan.FromSeconds(24), ExitCode = 1, Packages = packages, Findings = [], Timeline = [], SetAside = [],
    };
}
