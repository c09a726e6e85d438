using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Watch;

public class QuietTests
{
    [Fact]
    public void A_tree_asleep_is_quiet_then_stalled_exactly_at_the_limit()
    {
        var story = Story.HungPostinst().Waits(13, WaitKind.Timer, "hrtimer_nanosleep");

        story.Seconds(4.75).Should().BeOfType<Progressing>();
        story.Seconds(0.25).Should().BeOfType<Quiet>().Which.Of.Should().Be(TimeSpan.FromMinutes(5));
        story.Seconds(294.75).Should().BeOfType<Quiet>();
        var stalled = story.Seconds(0.25).Should().BeOfType<Stalled>().Subject;

        stalled.Reason.Should().Be(StallReason.AllAsleep);
        stalled.Suspects.Should().Equal(new ProcessId(13, 1013));
        stalled.Evidence[0].Should().Be("nothing in the tree moved for 5 min 0 s (limit 5 min)");
        stalled.Evidence.Should().Contain(line => line.StartsWith("13 sleep") && line.EndsWith("S  hrtimer_nanosleep"));
    }

    [Fact]
    public void Quiet_says_who_sleeps_in_what()
    {
        var story = Story.HungPostinst().Waits(13, WaitKind.Timer, "hrtimer_nanosleep");
        story.Minutes(1).Evidence.Should().ContainSingle().Which.Should()
            .Be("sleep (pid 13) asleep in hrtimer_nanosleep, no CPU, no I/O");
    }

    [Fact]
    public void An_idle_apt_that_uses_a_tick_a_second_hides_no_hang()
    {
        var tick = 0;
        Story.HungPostinst().Minutes(6, s => s.Cpu(10, ++tick % 4 == 0 ? 1 : 0)).Should().BeOfType<Stalled>();
    }

    [Fact]
    public void An_apt_that_works_is_progressing()
    {
        var story = new Story().With(10, 1, "apt-get");
        story.Minutes(20, s => s.Cpu(10, 2)).Should().BeOfType<Progressing>();
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("io")]
    [InlineData("output")]
    [InlineData("files")]
    [InlineData("fork")]
    [InlineData("ready to run")]
    [InlineData("elsewhere cpu")]
    [InlineData("elsewhere io")]
    public void The_least_movement_every_four_minutes_spares_for_ever(string kind)
    {
        var story = Story.HungPostinst();
        story.LookEvery = TimeSpan.FromSeconds(1);
        story.Elsewhere.Add(new ElsewhereWork("unit foo.service", 5, 5));
        var look = 0;

        var verdict = story.Minutes(29, s =>
        {
            s.Change(13, p => p with { State = 'S' });
            if (++look % 240 != 0)
                return;
            switch (kind)
            {
                case "cpu": s.Cpu(13, 1); break;
                case "io": s.Io(13, 1); break;
                case "output": s.Output++; break;
                case "files": s.Files++; break;
                case "fork": s.Forks++; break;
                case "ready to run": s.Change(13, p => p with { State = 'R' }); break;
                case "elsewhere cpu": s.Elsewhere[0] = s.Elsewhere[0] with { CpuTicks = s.Elsewhere[0].CpuTicks + 20 }; break;
                default: s.Elsewhere[0] = s.Elsewhere[0] with { IoBytes = s.Elsewhere[0].IoBytes + 1 }; break;
            }
        });

        verdict.IsTerminal.Should().BeFalse();
    }

    [Fact]
    public void The_first_sight_of_a_helper_elsewhere_is_no_movement()
    {
        var story = Story.HungPostinst();
        story.Minutes(4.8);
        story.Elsewhere.Add(new ElsewhereWork("postgres (pid 812) over a unix socket", 100_000, 100_000));
        story.Minutes(0.2).Should().BeOfType<Stalled>().Which.Evidence.Should().Contain("postgres (pid 812) over a unix socket does not move either");
    }

    [Fact]
    public void A_helper_found_at_the_last_moment_gets_the_time_to_show_that_it_works()
    {
        var working = Story.HungPostinst();
        working.Minutes(4.99);
        working.Elsewhere.Add(new ElsewhereWork("unit foo.service", 0, 0));
        working.Seconds(3).Should().BeOfType<Quiet>().Which.Evidence[0].Should().StartWith("unit foo.service was found only now");
        working.Elsewhere[0] = new ElsewhereWork("unit foo.service", 0, 1);
        working.Minutes(4).IsTerminal.Should().BeFalse();

        var idle = Story.HungPostinst();
        idle.Minutes(4.99);
        idle.Elsewhere.Add(new ElsewhereWork("unit foo.service", 0, 0));
        idle.Seconds(6).Should().BeOfType<Stalled>();
    }

    [Fact]
    public void New_helpers_without_end_are_not_waited_for()
    {
        var story = Story.HungPostinst();
        var look = 0;
        story.Minutes(11, s =>
        {
            s.Elsewhere.Clear();
            s.Elsewhere.Add(new ElsewhereWork($"process {++look}", 0, 0));
        }).Should().BeOfType<Stalled>();
        story.Now.Should().Be(TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData(Phase.Install)]
    [InlineData(Phase.Download)]
    public void Time_in_which_the_watch_itself_could_not_run_does_not_count(Phase phase)
    {
        var story = Story.Fetching(phase);
        story.Seconds(1);
        story.LookEvery = TimeSpan.FromHours(3);
        story.Pass(TimeSpan.FromHours(3)).IsTerminal.Should().BeFalse();
        story.LookEvery = TimeSpan.FromSeconds(1);
        story.Seconds(3, static s => s.Files += 100_000).IsTerminal.Should().BeFalse();
        story.Minutes(6).Should().BeOfType<Stalled>();
    }

    [Fact]
    public void A_helper_whose_sums_fell_counts_again_from_there()
    {
        var story = Story.HungPostinst();
        story.Elsewhere.Add(new ElsewhereWork("unit foo.service", 0, 100_000));
        story.Minutes(3);
        story.Elsewhere[0] = new ElsewhereWork("unit foo.service", 0, 10);
        story.Seconds(1);
        story.Elsewhere[0] = new ElsewhereWork("unit foo.service", 0, 20);
        story.Seconds(1).Should().BeOfType<Progressing>();
    }

    [Fact]
    public void The_end_of_a_busy_process_does_not_hide_the_work_of_another()
    {
        var story = Story.HungPostinst().With(14, 12, "busy").Io(14, 1_000_000_000);
        story.Minutes(4);
        story.Without(14).Io(13, 1);
        story.Look();
        story.State.SilentFor.Should().Be(TimeSpan.Zero);
        story.Minutes(4).IsTerminal.Should().BeFalse();
    }

    [Fact]
    public void A_reading_that_fails_and_comes_back_is_no_movement()
    {
        var story = Story.HungPostinst().Io(13, 5000).Cpu(13, 70);
        var look = 0;
        story.Minutes(6, s => s.Change(13, p => ++look % 2 == 0 ? p with { IoBytes = 5000, CpuTicks = 70 } : p with { IoBytes = 0, CpuTicks = 0 }))
            .Should().BeOfType<Stalled>();
    }

    [Fact]
    public void The_end_of_a_process_is_movement()
    {
        var story = Story.HungPostinst().With(14, 12, "sleep");
        story.Minutes(4);
        story.Without(14);
        story.Minutes(4).Should().BeOfType<Quiet>();
    }

    [Fact]
    public void An_uninterruptible_leaf_is_reported_and_never_stalled()
    {
        var story = Story.HungPostinst().With(13, 12, "sync", 'D').Waits(13, WaitKind.Uninterruptible, "nfs_wait");
        var quiet = story.Minutes(60).Should().BeOfType<Quiet>().Subject;
        quiet.IsUninterruptible.Should().BeTrue();
        quiet.Evidence.Should().Contain(line => line.Contains("nfs_wait"));
    }

    [Fact]
    public void Patience_begins_anew_when_an_uninterruptible_sleep_ends()
    {
        var story = Story.HungPostinst().With(13, 12, "sync", 'D');
        story.Minutes(60);
        story.Change(13, p => p with { State = 'S' });
        story.Minutes(4).IsTerminal.Should().BeFalse();
        story.Minutes(1.1).Should().BeOfType<Stalled>();
    }

    [Fact]
    public void A_parent_that_waits_in_vfork_does_not_hide_its_hung_child()
    {
        var story = Story.HungPostinst().Change(12, p => p with { State = 'D' });
        story.Minutes(6).Should().BeOfType<Stalled>().Which.Reason.Should().Be(StallReason.AllAsleep);
    }

    [Fact]
    public void A_stopped_script_is_stalled_as_stopped()
    {
        var story = Story.HungPostinst().Change(13, p => p with { State = 'T' });
        story.Minutes(6).Should().BeOfType<Stalled>().Which.Reason.Should().Be(StallReason.Stopped);
    }

    [Fact]
    public void A_lock_that_is_waited_for_is_named_with_its_holder()
    {
        var story = Story.HungPostinst().Waits(13, WaitKind.FileLock, "locks_lock_inode_wait", "lock on /run/x.lock held by pid 811 (foo)");
        var stalled = story.Minutes(6).Should().BeOfType<Stalled>().Subject;
        stalled.Reason.Should().Be(StallReason.LockHeld);
        stalled.Evidence.Should().Contain("sleep (pid 13) waits for a lock on /run/x.lock held by pid 811 (foo); the holder does not move either");
    }

    [Fact]
    public void What_the_history_knows_lengthens_the_limit_and_never_shortens_it()
    {
        var patient = Story.HungPostinst();
        patient.Limits = patient.Limits with { LongestKnownQuiet = TimeSpan.FromMinutes(4) };
        patient.Minutes(7.9).Should().BeOfType<Quiet>();
        patient.Minutes(0.2).Should().BeOfType<Stalled>().Which.Evidence[0].Should().Contain("twice the longest silence known of this package here, 4 min 0 s");

        var usual = Story.HungPostinst();
        usual.Limits = usual.Limits with { LongestKnownQuiet = TimeSpan.FromSeconds(1) };
        usual.Minutes(4.9).IsTerminal.Should().BeFalse();
    }

    [Fact]
    public void Defunct_processes_alone_are_never_terminal()
    {
        var story = new Story().With(10, 1, "apt-get", 'Z');
        story.Minutes(60).Should().BeOfType<Quiet>().Which.Evidence.Should().Equal("only defunct processes are left");
    }
}
