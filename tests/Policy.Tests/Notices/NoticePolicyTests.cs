using KuPkg.Policy.Model;
using KuPkg.Policy.Notices;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Notices;

public sealed class NoticePolicyTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 12, 2, 0, 0, TimeSpan.Zero);
    private static readonly PackageResult Updated = Result("good", PackageFate.Updated);
    private static readonly PackageResult Held = Result("bad", PackageFate.PutBack);

    private ToldNotice? _last;
    private long _run;

    [Fact]
    public void A_failure_is_told_once_and_its_end_once()
    {
        Tell(Run(1, Outcome.PartlyUpdated, Updated, Held), held: 1).Should().Be("failure");
        Tell(Run(0, Outcome.UpToDate), held: 1).Should().Be("", "it is known, and not over: the version is held");
        Tell(Run(0, Outcome.Updated, Updated), held: 1).Should().Be("");
        Tell(Run(0, Outcome.Updated, Result("bad", PackageFate.Updated))).Should().Be("recovery");
        Tell(Run(0, Outcome.UpToDate)).Should().Be("");
    }

    [Fact]
    public void The_same_failure_again_is_no_news_and_another_one_is()
    {
        Tell(Run(1, Outcome.FailedConsistent)).Should().Be("failure");
        Tell(Run(1, Outcome.FailedConsistent)).Should().Be("");
        Tell(Run(2, Outcome.NeedsPerson)).Should().Be("failure");
        Tell(Run(1, Outcome.FailedConsistent)).Should().Be("failure", "it is another one than the last that was told");
        Tell(Run(0, Outcome.UpToDate)).Should().Be("recovery");
    }

    [Fact]
    public void Another_cause_is_another_failure_and_another_number_is_not()
    {
        var full = Run(1, Outcome.FailedConsistent) with { Summary = "/var has 12.0 MiB free and downloads needs 40.0 MiB" };
        Tell(full).Should().Be("failure");
        Tell(full with { Summary = "/var has 11.5 MiB free and downloads needs 41.0 MiB" }).Should().Be("");
        Tell(full with { Summary = "no source could be refreshed" }).Should().Be("failure");
    }

    [Fact]
    public void A_deferred_run_neither_fails_nor_recovers_until_the_host_is_stale()
    {
        Tell(Run(1, Outcome.FailedConsistent)).Should().Be("failure");
        Tell(Run(75, Outcome.Deferred)).Should().Be("");
        Tell(Run(75, Outcome.Deferred), isStale: true).Should().Be("failure");
        Tell(Run(75, Outcome.Deferred), isStale: true).Should().Be("");
        Tell(Run(0, Outcome.UpToDate)).Should().Be("recovery");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_could_not_be_delivered_is_tried_again(int exitCode)
    {
        if (exitCode == 0)
            Tell(Run(1, Outcome.FailedConsistent));
        var run = Run(exitCode, exitCode == 0 ? Outcome.UpToDate : Outcome.FailedConsistent);
        var wanted = exitCode == 0 ? "recovery" : "failure";
        Tell(run, isDelivered: false).Should().Be(wanted);
        Tell(run).Should().Be(wanted);
        Tell(run).Should().Be("");
    }

    [Fact]
    public void Changes_and_every_run_are_told_to_who_asks_for_them()
    {
        Tell(Run(0, Outcome.Updated, Updated), on: ["change"]).Should().Be("change");
        Tell(Run(0, Outcome.UpToDate), on: ["change"]).Should().Be("");
        Tell(Run(0, Outcome.UpToDate), on: ["always"]).Should().Be("always");
        Tell(Run(75, Outcome.Deferred), on: ["always"]).Should().Be("always");
        Tell(Run(1, Outcome.FailedConsistent), on: ["always"]).Should().Be("failure");
        Tell(Run(1, Outcome.FailedConsistent), on: ["always"]).Should().Be("failure", "always is always");
    }

    [Fact]
    public void Who_asks_for_recoveries_alone_hears_of_the_end_of_a_failure_that_was_not_told()
    {
        Tell(Run(1, Outcome.FailedConsistent), on: ["recovery"]).Should().Be("");
        Tell(Run(0, Outcome.UpToDate), on: ["recovery"]).Should().Be("recovery");
    }

    private string Tell(RunRecord record, bool isStale = false, int held = 0, bool isDelivered = true, string[]? on = null)
    {
        var decision = NoticePolicy.Decide(record, isStale, held, _last);
        var isTold = NoticePolicy.IsWanted(decision, on is null ? new NotifySettings() : new NotifySettings { On = on });
        if (isTold || decision.IsNews)
            _last = new ToldNotice(++_run, At, decision.Occasion, decision.About, isDelivered || !isTold, "");
        return isTold ? decision.Occasion.Word() : "";
    }

    private static RunRecord Run(int exitCode, Outcome outcome, params PackageResult[] packages) =>
        new(1, outcome, exitCode, "", At, TimeSpan.FromSeconds(1), packages, 0, []);

    private static PackageResult Result(string name, PackageFate fate) =>
        new(new Change(new PackageId(name, "all"), "1.0", "2.0", "", IsSecurity: false), fate, "1.0", "", "");
}
