using KuPkg.Policy.Breakers;

namespace KuPkg.Policy.Tests.Breakers;

public class PackageBreakerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_version_that_fails_is_held_and_the_next_may_come() =>
        PackageBreaker.Closed.Fail("1.1", Now, 0).PhaseAt(Now).Should().Be(BreakerPhase.Closed);

    [Fact]
    public void The_same_version_failing_again_is_no_second_version() =>
        PackageBreaker.Closed.Fail("1.1", Now, 0).Fail("1.1", Now, 0).PhaseAt(Now).Should().Be(BreakerPhase.Closed);

    [Fact]
    public void Two_versions_in_a_row_open_it_for_a_day()
    {
        var breaker = PackageBreaker.Closed.Fail("1.1", Now, 0).Fail("1.2", Now, 0);

        breaker.PhaseAt(Now.AddHours(23.9)).Should().Be(BreakerPhase.Open);
        breaker.PhaseAt(Now.AddHours(24)).Should().Be(BreakerPhase.HalfOpen);
    }

    [Fact]
    public void The_one_try_of_the_half_open_state_counts_whichever_version_it_is()
    {
        var breaker = PackageBreaker.Closed.Fail("1.1", Now, 0).Fail("1.2", Now, 0).Fail("1.2", Now.AddDays(1), 0);

        breaker.State.OpenUntil.Should().Be(Now.AddDays(1 + 2));
    }

    [Fact]
    public void A_package_that_never_recovers_is_tried_once_a_week()
    {
        var breaker = PackageBreaker.Closed.Fail("1", Now, 0);
        for (var version = 2; version < 20; version++)
            breaker = breaker.Fail($"{version}", breaker.State.OpenUntil ?? Now, 0);

        (breaker.State.OpenUntil - breaker.State.OpenedAt).Should().Be(TimeSpan.FromDays(7));
    }

    [Fact]
    public void A_version_that_works_makes_all_forgotten() => PackageBreaker.Succeed().Should().Be(PackageBreaker.Closed);
}
