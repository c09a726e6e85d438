using KuPkg.Agent.Schedule;

namespace KuPkg.Agent.Tests.Schedule;

public sealed class ClockAndPulseTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private TimeSpan _sinceBoot = TimeSpan.FromDays(40);

    [Fact]
    public void The_boot_clock_goes_by_what_has_passed_since_the_boot_alone()
    {
        var clock = Clock();
        clock.GetUtcNow().Should().Be(Start);
        _sinceBoot += TimeSpan.FromHours(9);
        clock.GetUtcNow().Should().Be(Start.AddHours(9), "a sleep of nine hours counts, and no setting of the host's clock does");
    }

    [Fact]
    public void The_kernels_boot_clock_goes_on_and_is_the_one_of_proc_uptime()
    {
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        var first = BootClock.SinceBoot();
        first.TotalSeconds.Should().BeInRange(uptime - 0.02, uptime + 60);
        BootClock.SinceBoot().Should().BeGreaterThanOrEqualTo(first);
    }

    [Fact]
    public void A_daemon_is_alive_while_its_ticks_come_and_not_when_they_stay_away()
    {
        var pulse = new Pulse(Clock(), Quarter);
        pulse.IsAlive.Should().BeTrue("it has just begun");
        _sinceBoot += Quarter * 2;
        pulse.IsAlive.Should().BeTrue();
        _sinceBoot += TimeSpan.FromSeconds(1);
        pulse.IsAlive.Should().BeFalse("more than twice the distance without a tick");

        pulse.Begin();
        pulse.End();
        pulse.IsAlive.Should().BeTrue();
    }

    [Fact]
    public void A_tick_that_is_at_work_for_hours_is_alive_and_its_end_counts_as_the_last_one()
    {
        var pulse = new Pulse(Clock(), Quarter);
        pulse.Begin();
        _sinceBoot += TimeSpan.FromHours(7);
        pulse.IsAlive.Should().BeTrue();
        pulse.End();
        _sinceBoot += Quarter;
        (pulse.IsAlive, pulse.SinceLast).Should().Be((true, Quarter));
        _sinceBoot += Quarter * 2;
        pulse.IsAlive.Should().BeFalse();
    }

    private BootClock Clock() => new(Start, () => _sinceBoot);
}
