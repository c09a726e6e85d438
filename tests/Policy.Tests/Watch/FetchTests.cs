using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Watch;

public class FetchTests
{
    private static readonly Action<Story> StatusLines = static s =>
    {
        s.Output += 30;
        s.Io(10, 60);
    };

    [Theory]
    [InlineData(Phase.Refresh)]
    [InlineData(Phase.Download)]
    public void No_byte_over_the_window_is_a_stall_although_apt_prints_its_status(Phase phase)
    {
        var story = Story.Fetching(phase);
        story.Seconds(14.75, StatusLines).IsTerminal.Should().BeFalse();
        var stalled = story.Seconds(0.25, StatusLines).Should().BeOfType<Stalled>().Subject;
        stalled.Reason.Should().Be(StallReason.NoBytes);
        stalled.Suspects.Should().Equal(new ProcessId(11, 1011));
        stalled.Evidence[0].Should().Be("no byte arrived for 15 s and nothing else worked (floor 2 KiB/s over 15 s)");
    }

    [Fact]
    public void A_trickle_is_below_the_floor()
    {
        var stalled = Story.Fetching().Seconds(30, s => s.Files += 25).Should().BeOfType<Stalled>().Subject;
        stalled.Reason.Should().Be(StallReason.BelowFloor);
        stalled.Evidence[0].Should().Be("100 B/s arrived over the last 15 s and nothing else worked (floor 2 KiB/s over 15 s)");
    }

    [Fact]
    public void Exactly_the_floor_is_spared_and_called_slow()
    {
        var slow = Story.Fetching().Minutes(20, s => s.Files += 512).Should().BeOfType<Slow>().Subject;
        slow.BytesPerSecond.Should().BeApproximately(2048, 100);
        slow.Evidence[0].Should().Be("2 KiB/s over the last 15 s (floor 2 KiB/s)");
    }

    [Fact]
    public void One_byte_less_than_the_floor_is_not_spared() =>
        Story.Fetching().Minutes(20, s => s.Files += 511).Should().BeOfType<Stalled>();

    [Fact]
    public void Ten_times_the_floor_is_progressing() =>
        Story.Fetching().Minutes(2, s => s.Files += 5120).Should().BeOfType<Progressing>();

    [Fact]
    public void Bytes_of_the_fetcher_count_where_no_file_is_seen_to_grow() =>
        Story.Fetching().Minutes(2, s => s.Io(11, 6000)).Should().BeOfType<Progressing>();

    [Fact]
    public void Bursts_that_keep_up_with_the_floor_in_each_window_are_spared()
    {
        var look = 0;
        Story.Fetching().Minutes(20, s => s.Files += ++look % 56 == 0 ? 40_000 : 0).IsTerminal.Should().BeFalse();
    }

    [Fact]
    public void A_finished_file_that_is_moved_away_is_no_loss_of_bytes()
    {
        var story = Story.Fetching();
        story.Seconds(10, s => s.Files += 5120);
        story.Files = 0;
        story.Seconds(1);
        story.Minutes(1, s => s.Files += 5120).Should().BeOfType<Progressing>();
    }

    [Fact]
    public void While_apt_sorts_its_lists_no_floor_holds() =>
        Story.Fetching(Phase.Refresh).Minutes(10, s => s.Cpu(10, 20)).Should().BeOfType<Progressing>();

    [Fact]
    public void The_floor_holds_again_a_whole_window_after_the_sorting()
    {
        var story = Story.Fetching(Phase.Refresh);
        story.Minutes(1, s => s.Cpu(10, 20));
        story.Seconds(14).IsTerminal.Should().BeFalse();
        story.Seconds(1.5).Should().BeOfType<Stalled>();
    }

    [Fact]
    public void A_hook_is_held_to_the_quiet_limit()
    {
        var story = Story.Fetching(Phase.Refresh).With(12, 10, "hook");
        story.Minutes(4.9).IsTerminal.Should().BeFalse();
        story.Minutes(0.2).Should().BeOfType<Stalled>().Which.Reason.Should().Be(StallReason.AllAsleep);
    }

    [Fact]
    public void A_manager_without_fetchers_is_held_to_the_quiet_limit()
    {
        var story = new Story(Phase.Download).With(10, 1, "apt-get");
        story.Minutes(4.9).IsTerminal.Should().BeFalse();
        story.Minutes(0.2).Should().BeOfType<Stalled>();
    }

    [Fact]
    public void A_fetcher_that_waits_for_a_disk_is_reported_and_not_shot()
    {
        var story = Story.Fetching().Change(11, p => p with { State = 'D' });
        story.Minutes(1).Should().BeOfType<Quiet>().Which.IsUninterruptible.Should().BeTrue();
    }

    [Fact]
    public void Behind_a_gateway_a_trickle_is_ended_with_the_budget_and_not_before()
    {
        var story = Story.Fetching();
        story.Limits = PhaseLimits.BehindGateway(story.Limits with { Budget = TimeSpan.FromMinutes(30) });
        story.Minutes(29.9, s => s.Files += 50).IsTerminal.Should().BeFalse();
        var stalled = story.Minutes(0.2, s => s.Files += 50).Should().BeOfType<Stalled>().Subject;
        stalled.Reason.Should().Be(StallReason.BelowFloor);
    }

    [Fact]
    public void Behind_a_gateway_what_keeps_up_with_the_floor_is_never_ended()
    {
        var story = Story.Fetching();
        story.Limits = PhaseLimits.BehindGateway(story.Limits with { Budget = TimeSpan.FromMinutes(30) });
        story.Minutes(90, s => s.Files += 512).IsTerminal.Should().BeFalse();
    }
}
