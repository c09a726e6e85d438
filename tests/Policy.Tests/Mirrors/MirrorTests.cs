using KuPkg.Policy.Breakers;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Policy.Tests.Mirrors;

public class MirrorTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly Mirror A = Mirror.Parse("http://a.example.net/debian");
    private static readonly Mirror B = Mirror.Parse("http://b.example.net/debian");

    [Theory]
    [InlineData("HTTP://User:pw@Mirror.Example.NET:80/Debian", "http://mirror.example.net/Debian/")]
    [InlineData("https://mirror.example.net:443", "https://mirror.example.net/")]
    [InlineData("https://mirror.example.net:8443/a/../b/", "https://mirror.example.net:8443/b/")]
    [InlineData("ftp://mirror.example.net/", null)]
    [InlineData("http://mirror.example.net/?x", null)]
    [InlineData("mirror.example.net", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_address_is_normalised_or_refused(string? text, string? address) => Mirror.TryParse(text)?.Address.Should().Be(address);

    [Fact]
    public void Nothing_known_means_the_order_of_the_configuration() =>
        MirrorRanking.Rank(Group(A, B), new Dictionary<Mirror, MirrorMemory>(), Now).Should().Equal(A, B);

    [Fact]
    public void A_much_better_mirror_goes_first_and_a_little_better_one_does_not()
    {
        var slow = new MirrorMemory(A) { BytesPerSecond = 200_000, MeasuredAt = Now };
        Rank(slow, new MirrorMemory(B) { BytesPerSecond = 20_000_000, MeasuredAt = Now }).Should().Equal(B, A);
        Rank(slow, new MirrorMemory(B) { BytesPerSecond = 220_000, MeasuredAt = Now }).Should().Equal(A, B);
    }

    [Fact]
    public void An_open_breaker_puts_a_mirror_last_and_leaves_it_in()
    {
        var open = new MirrorMemory(A).After(Tally(A) with { Requests = 3, FailuresInARow = 3 }, Now, 0);

        Breaker.PhaseAt(open.Breaker, Now).Should().Be(BreakerPhase.Open);
        Rank(open, new MirrorMemory(B)).Should().Equal(B, A);
        MirrorRanking.Rank(Group(A), new Dictionary<Mirror, MirrorMemory> { [A] = open }, Now).Should().Equal(A);
    }

    [Fact]
    public void An_answer_closes_the_breaker()
    {
        var open = new MirrorMemory(A).After(Tally(A) with { Requests = 3, FailuresInARow = 3 }, Now, 0);
        open.After(Tally(A) with { Requests = 1, Answered = 1 }, Now, 0).Breaker.Should().Be(BreakerState.Closed);
    }

    [Fact]
    public void Failures_decay_by_half_in_the_half_life_and_are_forgotten_in_the_end()
    {
        var memory = new MirrorMemory(A).After(Tally(A) with { Requests = 1, Failures = new Dictionary<FailureCause, int> { [FailureCause.Silent] = 2 } }, Now, 0);
        var later = memory.After(Tally(A) with { Requests = 1 }, Now + MirrorPolicy.HalfLife, 0);

        later.Failures[FailureCause.Silent].Should().BeApproximately(1, 1e-9);
        memory.After(Tally(A) with { Requests = 1 }, Now.AddDays(60), 0).Failures.Should().BeEmpty();
    }

    [Fact]
    public void A_run_in_which_a_mirror_was_not_asked_changes_nothing()
    {
        var memory = new MirrorMemory(A) { BytesPerSecond = 5, MeasuredAt = Now };
        memory.After(Tally(A), Now.AddDays(1), 0).Should().BeSameAs(memory);
    }

    [Fact]
    public void A_score_lies_between_nothing_and_one_and_forgets_with_time()
    {
        var bad = new MirrorMemory(A) { BytesPerSecond = 10, FirstByte = TimeSpan.FromSeconds(4), MeasuredAt = Now, Failures = new Dictionary<FailureCause, double> { [FailureCause.Silent] = 3 } };

        MirrorPolicy.Score(new MirrorMemory(A), Now).Should().Be(0.5);
        MirrorPolicy.Score(bad, Now).Should().BeInRange(0, 0.1);
        MirrorPolicy.Score(bad, Now.AddDays(90)).Should().BeApproximately(0.5, 0.01);
    }

    [Fact]
    public void Who_is_much_slower_or_open_takes_no_part_in_fetching_ahead_but_the_first_always_does()
    {
        var fast = new MirrorMemory(A) { BytesPerSecond = 8e6 };
        Sharing(fast, new MirrorMemory(B) { BytesPerSecond = 3e6 }).Should().Equal(A, B);
        Sharing(fast, new MirrorMemory(B) { BytesPerSecond = 1e6 }).Should().Equal(A);
        Sharing(fast, new MirrorMemory(B)).Should().Equal(A, B);
        Sharing(fast, new MirrorMemory(B).After(Tally(B) with { Requests = 3, FailuresInARow = 3 }, Now, 0)).Should().Equal(A);
        Sharing(new MirrorMemory(A) { BytesPerSecond = 1 }, new MirrorMemory(B) { BytesPerSecond = 8e6 }).Should().Equal(A, B);
    }

    [Theory]
    [InlineData(1, 200e6, false)]
    [InlineData(20, 200e6, true)]
    [InlineData(1, 2e6, true)]
    public void Fetching_ahead_is_left_when_the_mirror_is_near_and_fast(int milliseconds, double rate, bool isWorthIt) =>
        SpreadPolicy.IsAheadWorthIt(new MirrorMemory(A) { FirstByte = TimeSpan.FromMilliseconds(milliseconds), BytesPerSecond = rate }).Should().Be(isWorthIt);

    [Theory]
    [InlineData(65_535, 1000, null)]
    [InlineData(65_536, 1000, 65_536.0)]
    [InlineData(30_000_000, 9, null)]
    [InlineData(30_000_000, 10, 3e9)]
    public void A_rate_counts_over_some_bytes_and_some_time_only(long bytes, int milliseconds, double? rate) =>
        (Tally(A) with { Bytes = bytes, Receiving = TimeSpan.FromMilliseconds(milliseconds) }).BytesPerSecond.Should().Be(rate);

    [Fact]
    public void Near_and_of_unknown_rate_counts_as_fast_until_it_is_known_to_be_slow() =>
        SpreadPolicy.IsAheadWorthIt(new MirrorMemory(A) { FirstByte = TimeSpan.FromMilliseconds(1) }).Should().BeFalse();

    [Fact]
    public void Of_an_unknown_mirror_is_fetched_ahead() => SpreadPolicy.IsAheadWorthIt(new MirrorMemory(A)).Should().BeTrue();

    private static IReadOnlyList<Mirror> Rank(MirrorMemory a, MirrorMemory b) => MirrorRanking.Rank(Group(A, B), Memories(a, b), Now);

    private static IReadOnlyList<Mirror> Sharing(MirrorMemory a, MirrorMemory b) => SpreadPolicy.Sharing([A, B], Memories(a, b), Now);

    private static Dictionary<Mirror, MirrorMemory> Memories(params MirrorMemory[] all) => all.ToDictionary(m => m.Mirror);

    private static MirrorGroup Group(params Mirror[] mirrors) => new("deb.example.org", ["http://deb.example.org/debian/"], mirrors);

    private static MirrorTally Tally(Mirror mirror) => new(mirror);
}
