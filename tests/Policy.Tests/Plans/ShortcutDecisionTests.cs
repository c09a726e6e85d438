using KuPkg.Policy.Plans;

namespace KuPkg.Policy.Tests.Plans;

/// <summary>When a run may end before the package manager is started. Any doubt leads the whole way.</summary>
public class ShortcutDecisionTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 12, 3, 41, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("print", 0, null, true)]
    [InlineData("print", 60, 61, true)]
    [InlineData("print", 60, 60, false)]
    [InlineData("print", 60, 59, false)]
    [InlineData("print", -1, null, false)]
    [InlineData("other", 60, null, false)]
    [InlineData(null, 60, null, false)]
    public void The_sources_are_asked_only_when_nothing_on_the_host_differs(string? fingerprint, int minutesLater, int? validForMinutes, bool areAsked)
    {
        var known = new NothingToDo(7, Then, "print", validForMinutes is { } minutes ? Then.AddMinutes(minutes) : null);
        (ShortcutDecision.BeforeAsking(known, fingerprint, Then.AddMinutes(minutesLater)) is null).Should().Be(areAsked);
    }

    [Fact]
    public void Without_a_plan_that_found_nothing_to_do_there_is_no_shortcut() =>
        ShortcutDecision.BeforeAsking(null, "print", Then).Should().NotBeNull();

    [Theory]
    [InlineData("unchanged", true)]
    [InlineData("unchanged unchanged", true)]
    [InlineData("unchanged changed", false)]
    [InlineData("unsure unchanged", false)]
    [InlineData("changed unsure", false)]
    [InlineData("", false)]
    public void Every_source_must_be_unchanged(string answers, bool isUpToDate)
    {
        var sources = answers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((a, i) => new SourceState($"source {i}", Enum.Parse<SourceAnswer>(a, ignoreCase: true), "503")).ToList();
        (ShortcutDecision.Decide(new NothingToDo(7, Then, "print", null), sources) is ShortcutDecision.UpToDate).Should().Be(isUpToDate);
    }

    [Fact]
    public void What_was_skipped_and_what_stood_in_the_way_is_said()
    {
        var known = new NothingToDo(7, Then, "print", null);
        ShortcutDecision.Decide(known, [new SourceState("a", SourceAnswer.Unchanged, "")]).Should().Be(
            new ShortcutDecision.UpToDate("1 source unchanged since run 7, which found nothing to do; refresh and plan were skipped (--full does them)"));
        ShortcutDecision.Decide(known, [new SourceState("a", SourceAnswer.Unsure, "503 Fault")]).Should().Be(new ShortcutDecision.WholeWay("a: 503 Fault"));
    }
}
