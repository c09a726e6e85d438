using KuPkg.Policy.Calendar;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Calendar;

/// <summary>The figures of docs/calendar.md, from a host whose place is 0.61.</summary>
public class DocumentedExamples
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    // Friday, 20 November 2026.
    private static readonly DateTimeOffset Friday = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Twice_a_day()
    {
        var host = new SimulatedHost(new ScheduleSettings(), Berlin, HostPlace.At(0.61));

        Ticks(host, Friday, 1).Should().Equal("Fri 04:45 RunNow Due", "Fri 16:45 RunNow Due");

        // Off from 14:00 to 17:00 UTC.
        host.UpSince = Friday.AddDays(1).AddHours(17);
        host.Ran(host.Decide(Friday.AddDays(1).AddHours(13)), Friday.AddDays(1).AddHours(13), TimeSpan.Zero);
        host.Decide(host.UpSince).Should().BeOfType<DueDecision.NotDue>().Which.Next.Should().Be(Friday.AddDays(1).Add(new TimeSpan(17, 18, 18)));
        Ticks(host, host.UpSince, 1).Should().Equal("Sat 18:30 RunNow CatchUp", "Sun 04:45 RunNow Due", "Sun 16:45 RunNow Due");
    }

    [Fact]
    public void Three_failures()
    {
        var host = new SimulatedHost(new ScheduleSettings(), Berlin, HostPlace.At(0.61));
        var at = Friday.Add(new TimeSpan(3, 45, 0));
        foreach (var (hour, minute) in new[] { (4, 0), (4, 31) })
        {
            host.Ran(host.Decide(at), at, TimeSpan.FromMinutes(1), RunEnd.Failed);
            at = host.Decide(at.AddMinutes(1)).Should().BeOfType<DueDecision.NotDue>().Subject.Next;
            at.Should().BeCloseTo(Friday.Add(new TimeSpan(hour, minute, 0)), TimeSpan.FromMinutes(8));
        }

        host.Ran(host.Decide(at), at, TimeSpan.FromMinutes(1), RunEnd.Failed);
        host.Decide(at.AddMinutes(1)).Should().BeOfType<DueDecision.Deferred>().Which.Until
            .Should().BeCloseTo(Friday.Add(new TimeSpan(5, 25, 0)), TimeSpan.FromMinutes(16));
    }

    [Fact]
    public void Nights_only()
    {
        var host = Nights(10);

        Ticks(host, Friday.AddHours(-9), 4).Should().Equal(
            "Thu 16:45 PrepareOnly Due", "Fri 03:15 RunNow WindowOpened", "Fri 04:45 RunNow Due", "Fri 16:45 PrepareOnly Due",
            "Sat 04:45 PrepareOnly Due", "Sat 16:45 PrepareOnly Due", "Sun 04:45 PrepareOnly Due", "Sun 16:45 PrepareOnly Due", "Mon 03:15 RunNow WindowOpened",
            "Mon 04:45 RunNow Due");
        Ticks(Nights(30), Friday.AddHours(-9), 1).Should().Equal("Thu 16:45 PrepareOnly Due", "Fri 03:15 RunNow WindowOpened", "Fri 04:45 PrepareOnly Due");
    }

    [Fact]
    public void The_clocks_go_forward()
    {
        var saturday = new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero);

        Ticks(Nights(10), saturday, 2).Should().Equal(
            "Sat 16:45 PrepareOnly Due", "Sun 05:45 PrepareOnly Due", "Sun 17:45 PrepareOnly Due", "Mon 03:15 RunNow WindowOpened", "Mon 05:45 PrepareOnly Due");
    }

    private static SimulatedHost Nights(int expectedMinutes)
    {
        var schedule = new ScheduleSettings { Windows = [WindowText.Parse("Mon-Fri 01:00-05:00", out _)!] };
        return new SimulatedHost(schedule, Berlin, HostPlace.At(0.61)) { ExpectedDuration = TimeSpan.FromMinutes(expectedMinutes) };
    }

    // The runs at ticks of the quarter hours, all of which find something; a host that is new to the policy is first given a run.
    private static List<string> Ticks(SimulatedHost host, DateTimeOffset from, double days)
    {
        if (host.Newest is null)
            host.Ran(new DueDecision.RunNow(RunReason.Due, "the first"), from.AddSeconds(-1), TimeSpan.Zero);
        var runs = new List<string>();
        for (var at = from; at < from.AddDays(days); at = at.AddMinutes(15))
        {
            var decision = host.Decide(at);
            host.Ran(decision, at, TimeSpan.FromMinutes(1));
            var wall = TimeZoneInfo.ConvertTime(at, Berlin);
            if (decision is DueDecision.RunNow run)
                runs.Add($"{wall:ddd HH:mm} RunNow {run.Reason}");
            else if (decision is DueDecision.PrepareOnly prepare)
                runs.Add($"{wall:ddd HH:mm} PrepareOnly {prepare.Reason}");
        }

        return runs;
    }
}
