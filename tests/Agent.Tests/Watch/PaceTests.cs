using KuPkg.Agent.Watch.Sampling;

namespace KuPkg.Agent.Tests.Watch;

public class PaceTests
{
    private static readonly TimeSpan Cheap = TimeSpan.FromMicroseconds(300);

    [Fact]
    public void A_small_tree_at_work_is_looked_at_four_times_a_second_even_after_one_slow_look()
    {
        var pace = new Pace();
        pace.Note(TimeSpan.FromSeconds(1), hasChanged: true, 5);
        pace.Interval.Should().Be(TimeSpan.FromMilliseconds(250));
        for (var i = 0; i < 10; i++)
            pace.Note(i % 3 == 0 ? TimeSpan.FromMilliseconds(50) : Cheap, hasChanged: true, 5);
        pace.Interval.Should().Be(TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public void A_still_tree_is_looked_at_once_a_second_and_often_again_when_it_moves()
    {
        var pace = new Pace();
        for (var i = 0; i < 20; i++)
            pace.Note(Cheap, hasChanged: false, 5);
        pace.Interval.Should().Be(TimeSpan.FromSeconds(1));
        pace.Note(Cheap, hasChanged: true, 5);
        pace.Interval.Should().Be(TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public void A_large_tree_is_looked_at_as_often_as_a_hundredth_of_a_core_allows()
    {
        var pace = new Pace();
        for (var i = 0; i < 4; i++)
            pace.Note(TimeSpan.FromMilliseconds(20), hasChanged: true, 1000);
        pace.Interval.Should().Be(TimeSpan.FromSeconds(2.5));
        for (var i = 0; i < 4; i++)
            pace.Note(TimeSpan.FromSeconds(2), hasChanged: true, 1000);
        pace.Interval.Should().Be(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_tree_that_runs_away_is_looked_at_soon_whatever_it_costs()
    {
        var pace = new Pace();
        for (var i = 0; i < 4; i++)
            pace.Note(TimeSpan.FromMilliseconds(20), hasChanged: true, 500);
        pace.Note(TimeSpan.FromMilliseconds(60), hasChanged: true, 1500);
        pace.Interval.Should().Be(TimeSpan.FromMilliseconds(250));
    }
}
