using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Watch;

public class TerminalInputTests
{
    [Fact]
    public void A_process_that_waits_for_a_terminal_is_stalled_after_two_looks_two_seconds_apart()
    {
        var story = Story.HungPostinst().Waits(13, WaitKind.TerminalInput, "wait_woken", "/dev/pts/3");

        story.Seconds(1.75).IsTerminal.Should().BeFalse();
        var stalled = story.Seconds(0.25).Should().BeOfType<Stalled>().Subject;

        stalled.Reason.Should().Be(StallReason.TerminalInput);
        stalled.Suspects.Should().Equal(new ProcessId(13, 1013));
        stalled.Evidence[0].Should().Be("sleep (pid 13) waits for input on /dev/pts/3, which nobody will give");
    }

    [Fact]
    public void It_is_stalled_even_while_others_in_the_tree_work()
    {
        var story = Story.HungPostinst().With(14, 12, "busy").Waits(13, WaitKind.TerminalInput, "wait_woken", "/dev/tty");
        story.Seconds(3, s => s.Io(14, 100)).Should().BeOfType<Stalled>();
    }

    [Fact]
    public void Where_somebody_may_sit_at_the_terminal_it_is_a_silence_like_any_other()
    {
        var story = Story.HungPostinst().Waits(13, WaitKind.TerminalInput, "wait_woken", "/dev/pts/3");
        story.Limits = story.Limits with { IsAttended = true };

        story.Minutes(4.9).IsTerminal.Should().BeFalse();
        var stalled = story.Minutes(1).Should().BeOfType<Stalled>().Subject;
        stalled.Reason.Should().Be(StallReason.AllAsleep);
        stalled.Evidence.Should().Contain(e => e.Contains("/dev/pts/3", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_the_person_sits_who_started_it_what_waits_for_input_is_never_stalled_and_what_waits_for_nothing_is()
    {
        var story = Story.HungPostinst().Waits(13, WaitKind.TerminalInput, "wait_woken", "/dev/pts/3");
        story.Limits = story.Limits with { IsStartedByPerson = true };

        var quiet = story.Minutes(60).Should().BeOfType<Quiet>().Subject;
        quiet.Evidence.Should().Equal("sleep (pid 13) waits for input on /dev/pts/3, where the person sits who started it");
        story.Waits(13, WaitKind.Timer, "hrtimer_nanosleep");
        story.Minutes(6).Should().BeOfType<Stalled>();
    }

    [Fact]
    public void A_program_that_passes_through_a_read_of_its_terminal_is_spared()
    {
        var story = Story.HungPostinst().Waits(13, WaitKind.TerminalInput);
        var look = 0;
        story.Minutes(1, s => s.Io(13, ++look % 4 == 0 ? 1 : 0)).IsTerminal.Should().BeFalse();
    }

    [Fact]
    public void Looks_without_a_wait_point_between_break_nothing_but_a_different_wait_does()
    {
        var story = Story.HungPostinst().Waits(13, WaitKind.TerminalInput);
        story.Seconds(1);
        story.Change(13, p => p with { Wait = null });
        story.Seconds(1);
        story.Waits(13, WaitKind.Timer);
        story.Seconds(1);
        story.Waits(13, WaitKind.TerminalInput);
        story.Seconds(1.75).IsTerminal.Should().BeFalse();
        story.Seconds(1).Should().BeOfType<Stalled>();
    }
}
