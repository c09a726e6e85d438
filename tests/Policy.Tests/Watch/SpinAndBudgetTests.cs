using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Watch;

public class SpinAndBudgetTests
{
    [Fact]
    public void Cpu_without_effect_is_spinning_exactly_at_the_limit()
    {
        var story = Story.HungPostinst();
        story.LookEvery = TimeSpan.FromSeconds(1);
        story.Minutes(29.95, s => s.Cpu(13, 90)).Should().BeOfType<Progressing>();
        var spinning = story.Seconds(3, s => s.Cpu(13, 90)).Should().BeOfType<Spinning>().Subject;
        spinning.For.Should().Be(TimeSpan.FromMinutes(30));
        spinning.Suspects.Should().Equal(new ProcessId(13, 1013));
        spinning.Evidence[0].Should().Contain("no I/O, no fork, no output and no growth for 30 min 0 s (limit 30 min)");
    }

    [Fact]
    public void A_byte_of_output_shows_that_it_is_no_spin()
    {
        var story = Story.HungPostinst();
        story.LookEvery = TimeSpan.FromSeconds(1);
        var look = 0;
        story.Minutes(90, s => s.Cpu(13, 90).Output += ++look % 1700 == 0 ? 1 : 0).Should().BeOfType<Progressing>();
    }

    [Fact]
    public void A_script_that_wakes_after_a_long_known_silence_is_not_spinning()
    {
        var story = Story.HungPostinst();
        story.LookEvery = TimeSpan.FromSeconds(1);
        story.Limits = story.Limits with { LongestKnownQuiet = TimeSpan.FromMinutes(40) };
        story.Minutes(45).Should().BeOfType<Quiet>();
        story.Minutes(25, s => s.Cpu(13, 90)).Should().BeOfType<Progressing>();
        story.Minutes(6, s => s.Cpu(13, 90)).Should().BeOfType<Spinning>();
    }

    [Fact]
    public void A_script_that_only_wakes_now_and_then_is_spinning_in_the_end()
    {
        var story = Story.HungPostinst();
        story.LookEvery = TimeSpan.FromSeconds(1);
        var look = 0;
        story.Minutes(31, s => s.Cpu(13, ++look % 60 == 0 ? 1 : 0)).Should().BeOfType<Spinning>();
    }

    [Fact]
    public void More_processes_than_the_ceiling_are_spinning_at_once_and_the_innermost_source_is_named()
    {
        var story = Story.HungPostinst();
        story.Limits = story.Limits with { ProcessCeiling = 20 };
        for (var pid = 100; pid < 117; pid++)
            story.With(pid, 13, "bomb");
        var spinning = story.Look().Should().BeOfType<Spinning>().Subject;
        spinning.Suspects.Should().Equal(new ProcessId(13, 1013));
        spinning.Evidence[0].Should().Be("21 processes, more than the ceiling of 20");
        story.Without(116);
        story.Look().IsTerminal.Should().BeFalse();
    }

    [Fact]
    public void Over_budget_is_told_once_and_ends_nothing()
    {
        var story = Story.HungPostinst();
        story.LookEvery = TimeSpan.FromSeconds(1);
        var told = 0;
        for (var i = 0; i < 3 * 3600; i++)
            told += story.Io(13, 1).Seconds(0.5) is OverBudget { IsHard: false } ? 1 : 0;
        told.Should().Be(1);
    }

    [Fact]
    public void Memory_over_the_plan_is_told_once_and_a_kill_does_not_repeat_it()
    {
        var limits = new Story().Limits with { MemoryBytes = 1000 };
        var sample = Story.HungPostinst().Sample() with { MemoryBytes = 1001 };
        var (state, verdict) = Judge.Next(JudgeState.Start, sample, limits, Story.RoleOf);
        verdict.Should().Be(new OverBudget(false) { Evidence = verdict.Evidence });
        Judge.Next(state, sample, limits, Story.RoleOf).Verdict.Should().BeOfType<Progressing>();
        Judge.Next(state.Afresh(), sample, limits, Story.RoleOf).Verdict.Should().BeOfType<Progressing>();
    }

    [Fact]
    public void The_hard_limit_ends_whatever_it_does()
    {
        var story = Story.HungPostinst();
        story.Limits = story.Limits with { Hard = TimeSpan.FromMinutes(1) };
        story.Seconds(59.75, s => s.Io(13, 1000)).IsTerminal.Should().BeFalse();
        story.Seconds(0.25, s => s.Io(13, 1000)).Should().BeOfType<OverBudget>().Which.IsHard.Should().BeTrue();
    }
}
