using KuPkg.Policy.Breakers;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Model;

namespace KuPkg.Policy.Tests.Calendar;

/// <summary>Rows of runs, oldest first: D done, F failed, I interrupted, L deferred (a lock); small letters only prepared.</summary>
public class RunStreakTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("D", 0, 0)]
    [InlineData("DF", 1, 0)]
    [InlineData("FFD", 0, 0)]
    [InlineData("DFIF", 3, 0)]
    [InlineData("DFLF", 2, 0)]
    [InlineData("DLL", 0, 2)]
    [InlineData("LDL", 0, 1)]
    [InlineData("LLF", 1, 0)]
    [InlineData("LFL", 1, 1)]
    [InlineData("Dfff", 3, 0)]
    [InlineData("fffd", 0, 0)]
    [InlineData("FdFd", 2, 0)]
    [InlineData("FdD", 0, 0)]
    [InlineData("Ffd", 2, 0)]
    public void Failures_and_deferrals_in_a_row_are_counted(string runs, int failures, int deferrals)
    {
        var streak = Of(runs);

        (streak.Failures, streak.Deferrals).Should().Be((failures, deferrals));
    }

    [Theory]
    [InlineData("FF", false)]
    [InlineData("FFF", true)]
    [InlineData("FLFLF", true)]
    [InlineData("FdFdF", true)]
    [InlineData("FFDF", false)]
    [InlineData("FFFD", false)]
    public void The_breaker_opens_at_the_third_failure_in_a_row(string runs, bool isOpen) =>
        (Of(runs).Breaker.OpenUntil is not null).Should().Be(isOpen);

    [Fact]
    public void Its_open_time_follows_from_the_newest_failure_and_is_the_same_whenever_it_is_asked_for()
    {
        var streak = Of("FFFF");

        streak.Breaker.OpenedAt.Should().Be(Noon.AddDays(3).AddMinutes(5));
        (streak.Breaker.OpenUntil - streak.Breaker.OpenedAt).Should().BeGreaterThan(TimeSpan.FromHours(1.4)).And.BeLessThanOrEqualTo(TimeSpan.FromHours(2));
        Of("FFFF").Should().Be(streak);
        Breaker.PhaseAt(streak.Breaker, Noon.AddDays(4)).Should().Be(BreakerPhase.HalfOpen);
    }

    [Fact]
    public void An_interrupted_run_counts_from_its_start_when_its_end_is_not_known() =>
        Of("FFI").Breaker.OpenedAt.Should().Be(Noon.AddDays(2));

    [Theory]
    [InlineData(Outcome.UpToDate, RunEnd.Done)]
    [InlineData(Outcome.Updated, RunEnd.Done)]
    [InlineData(Outcome.UpdatedNeedsReboot, RunEnd.Done)]
    [InlineData(Outcome.PartlyUpdated, RunEnd.Done)]
    [InlineData(Outcome.Refused, RunEnd.Done)]
    [InlineData(Outcome.Quarantined, RunEnd.Done)]
    [InlineData(Outcome.Deferred, RunEnd.Deferred)]
    [InlineData(Outcome.FailedConsistent, RunEnd.Failed)]
    [InlineData(Outcome.NeedsPerson, RunEnd.Failed)]
    public void Each_outcome_has_its_end(Outcome outcome, RunEnd end) => EndedRun.EndOf(outcome).Should().Be(end);

    [Fact]
    public void No_outcome_is_forgotten() =>
        Enum.GetValues<Outcome>().Should().OnlyContain(outcome => Enum.IsDefined(EndedRun.EndOf(outcome)));

    // A day apart, each of 5 min.
    private static RunStreak Of(string oldestFirst)
    {
        var runs = oldestFirst.Select((letter, day) => new EndedRun(
            Noon.AddDays(day), letter == 'I' ? null : Noon.AddDays(day).AddMinutes(5),
            char.ToUpperInvariant(letter) switch { 'D' => RunEnd.Done, 'F' => RunEnd.Failed, 'I' => RunEnd.Interrupted, _ => RunEnd.Deferred },
            char.IsUpper(letter))).Reverse();
        return RunStreak.Of([.. runs], TimeSpan.FromHours(12), HostPlace.At(0.25));
    }
}
