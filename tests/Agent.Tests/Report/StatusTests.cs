using KuPkg.Agent.Report;
using KuPkg.Agent.Tests.History;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.Report;

public sealed class StatusTests
{
    private static readonly StatusFacts Healthy = Screens.Facts with { Runs = [Screens.GoodRun()], LastSuccess = Screens.GoodRun() };

    private static readonly StatusFacts WithHold = Screens.Facts with
    {
        Runs = [Screens.Run(412, SampleRun.Record() with { Warnings = [] })],
        LastSuccess = Screens.GoodRun(411),
        Holds = [SampleRun.LibFooHold()],
    };

    [Fact]
    public void A_healthy_host_shows_its_last_and_its_next_run_and_nothing_else()
    {
        Screens.Status(Healthy).ShouldBeApproved("status-ok.txt");
        Judge(Healthy).Should().Be((HostState.Ok, 0));
    }

    [Fact]
    public void A_hold_wants_attention_and_says_why_and_what_to_type()
    {
        Screens.Status(WithHold).ShouldBeApproved("status-attention.txt");
        Judge(WithHold).Should().Be((HostState.Attention, 1));
    }

    [Fact]
    public void A_later_run_that_meets_only_the_known_hold_still_shows_it()
    {
        var known = SampleRun.Record(413) with { ExitCode = 0, Warnings = [] };
        var facts = WithHold with { Runs = [Screens.Run(413, known), .. WithHold.Runs], LastSuccess = Screens.Run(413, known) };

        Judge(facts).Should().Be((HostState.Attention, 1));
        HostStatusBuilder.Build(facts).Headline.Should().Be("1 package held");
    }

    [Fact]
    public void A_host_that_needs_a_person_says_for_what_first()
    {
        var record = SampleRun.Record() with
        {
            Outcome = Outcome.NeedsPerson,
            ExitCode = 2,
            Summary = "libfoo1 is half-configured and could not be put back",
            NeedsPerson = ["libfoo1 2.4-3 is half-configured; its old version was not kept aside. By hand:\ndpkg --configure libfoo1\nkupkg run --now"],
        };
        var facts = WithHold with { Runs = [Screens.Run(412, record)] };

        Screens.Status(facts).ShouldBeApproved("status-needs-you.txt");
        Judge(facts).Should().Be((HostState.NeedsYou, 2));
        Judge(facts with { Runs = [Screens.FailedRun(413, Outcome.Deferred), .. facts.Runs] })
            .Should().Be((HostState.NeedsYou, 2), "a deferred run looked at nothing");
    }

    [Fact]
    public void Without_success_for_too_long_a_host_is_stale_and_says_why_each_time()
    {
        var facts = Screens.Facts with
        {
            Now = SampleRun.At(4 * 86400),
            Runs = [Screens.FailedRun(414, Outcome.Deferred), Screens.FailedRun(413), Screens.GoodRun()],
            LastSuccess = Screens.GoodRun(),
            NextRuns = [new NextRun(SampleRun.At(3 * 86400), RunScope.Whole, "every 12 h, this host's place")],
        };

        Screens.Status(facts).ShouldBeApproved("status-stale.txt");
        Judge(facts).Should().Be((HostState.Stale, 1));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_host_is_stale_only_after_the_limit(int ticks, bool isStale)
    {
        var success = Screens.GoodRun();
        var facts = Healthy with { Now = success.Record!.EndedAt + Healthy.StaleAfter + TimeSpan.FromTicks(ticks) };

        (HostStatusBuilder.Build(facts).State == HostState.Stale).Should().Be(isStale);
    }

    [Fact]
    public void A_quarantined_host_says_since_when_and_how_to_take_it_in_again()
    {
        var facts = WithHold with
        {
            Quarantine = "no /etc/kupkg/kupkg.toml",
            QuarantinedSince = SampleRun.At(-86400 * 3),
            ReleaseCommand = "touch /etc/kupkg/kupkg.toml",
        };

        Screens.Status(facts).ShouldBeApproved("status-quarantined.txt");
        Judge(facts).Should().Be((HostState.Quarantined, 0));
    }

    [Fact]
    public void A_host_that_never_ran_says_when_it_will_and_how_to_start_it_now()
    {
        Screens.Status(Screens.Facts).ShouldBeApproved("status-never-ran.txt");
        Judge(Screens.Facts).Should().Be((HostState.NeverRan, 0));
    }

    [Fact]
    public void A_run_at_work_is_shown_with_its_step_and_verdict_beside_the_last_one()
    {
        var facts = Healthy with
        {
            Runs = [new PastRun(SampleRun.Start(413), null, null), .. Healthy.Runs],
            Live = new RunStatus(413, 9120, 8_812_345, SampleRun.At(7200))
            {
                Step = "install", Package = "libfoo1", Verdict = "quiet", Evidence = "04:10 of 05:00: sleep 1000 (pid 6365) asleep in hrtimer_nanosleep",
            },
            IsLiveAlive = true,
        };

        Screens.Status(facts).ShouldBeApproved("status-running.txt");
        Judge(facts).Should().Be((HostState.Ok, 0));
    }

    [Fact]
    public void A_run_whose_kupkg_died_wants_attention()
    {
        var facts = Healthy with { Runs = [new PastRun(SampleRun.Start(413), null, null), .. Healthy.Runs] };

        Screens.Status(facts).ShouldBeApproved("status-died.txt");
        Judge(facts).Should().Be((HostState.Attention, 1));
    }

    [Fact]
    public void A_history_that_cannot_be_read_wants_attention_and_is_no_crash()
    {
        var facts = Screens.Facts with { HistoryProblem = "cannot read the history /var/lib/kupkg/history.db: file is not a database\nThe file is damaged." };

        Judge(facts).Should().Be((HostState.Attention, 1));
        Screens.Status(facts).Should().Contain("ATTENTION: the history cannot be read").And.Contain("The file is damaged.");
    }

    [Fact]
    public void Each_reason_for_attention_is_counted()
    {
        var facts = WithHold with { Runs = [Screens.Run(412, SampleRun.Record())], Reboot = "linux-image-amd64" };
        HostStatusBuilder.Build(facts).Headline.Should().Be("1 package held, 1 warning, reboot needed");

        HostStatusBuilder.Build(facts with { Holds = [] }).Headline.Should().Be("1 package not updated, 1 warning, reboot needed");
        HostStatusBuilder.Build(Healthy with { Runs = [Screens.FailedRun(413), .. Healthy.Runs] }).Headline.Should().Be("the last run failed");
        HostStatusBuilder.Build(Healthy with { Runs = [Screens.FailedRun(413, Outcome.Refused), .. Healthy.Runs] }).Headline.Should().Be("the last plan was refused");
        HostStatusBuilder.Build(Healthy with { Runs = [Screens.FailedRun(413, Outcome.Deferred), .. Healthy.Runs] }).State.Should().Be(HostState.Ok);
    }

    [Fact]
    public void A_person_s_hold_names_no_run()
    {
        var facts = Healthy with { Holds = [new Hold(SampleRun.LibFoo, "2.4-3", "asked for", 0, SampleRun.At(0))] };

        Screens.Status(facts).Should().Contain("asked for (by a person)").And.NotContain("kupkg report 0");
    }

    [Fact]
    public void Colour_comes_beside_the_words_and_not_with_NO_COLOR()
    {
        var colourful = Screens.Status(Healthy, Terminal.From(true, 100, name => name == "TERM" ? "xterm" : null));
        colourful.Should().Contain("\u001b[32mOK\u001b[0m");
        var plain = Screens.Status(Healthy, Terminal.From(true, 100, name => name is "TERM" or "NO_COLOR" ? "1" : null));
        plain.Should().Be(Screens.Status(Healthy)).And.NotContain("\u001b");
    }

    [Fact]
    public void The_JSON_says_the_same() =>
        Screens.Text(writer => StatusJson.Write(writer, HostStatusBuilder.Build(WithHold with { Reboot = "" }))).ShouldBeApproved("status-attention.json");

    [Fact]
    public void The_JSON_of_a_host_that_never_ran_has_every_key() =>
        Screens.Text(writer => StatusJson.Write(writer, HostStatusBuilder.Build(Screens.Facts))).ShouldBeApproved("status-never-ran.json");

    private static (HostState State, int ExitCode) Judge(StatusFacts facts)
    {
        var status = HostStatusBuilder.Build(facts);
        return (status.State, status.ExitCode);
    }
}
