using KuPkg.Agent.Report;
using KuPkg.Agent.Tests.History;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Tests.Report;

public sealed class MirrorsScreenTests
{
    private static readonly MirrorMemory[] Mirrors =
    [
        new(Mirror.Parse("http://deb.example.org/debian"))
        {
            BytesPerSecond = 11_400_000, FirstByte = TimeSpan.FromMilliseconds(23), MeasuredAt = SampleRun.At(0), Bytes = 41_200_000_000, NewestRelease = SampleRun.At(-9 * 3600),
        },
        new(Mirror.Parse("https://mirror-1.example.net/debian"))
        {
            BytesPerSecond = 310, FirstByte = TimeSpan.FromSeconds(4.2), MeasuredAt = SampleRun.At(-3600), Bytes = 8_100_000,
            Failures = new Dictionary<FailureCause, double> { [FailureCause.Slow] = 2.25, [FailureCause.Silent] = 1 }, LastFailure = FailureCause.Slow, LastFailureAt = SampleRun.At(-3600),
            Breaker = new BreakerState(4, 2, SampleRun.At(3600), SampleRun.At(5 * 3600)),
        },
        new(Mirror.Parse("https://mirror-2.example.net/debian"))
        {
            Failures = new Dictionary<FailureCause, double> { [FailureCause.ServerError] = 3 }, LastFailure = FailureCause.ServerError, LastFailureAt = SampleRun.At(-7200),
            Breaker = new BreakerState(3, 1, SampleRun.At(-7200), SampleRun.At(-6600)),
        },
    ];

    private static readonly ProbedMirror[] Probes =
    [
        new("http://deb.example.org/debian/dists/bookworm/InRelease", true, "304 Not Modified", SampleRun.At(-9 * 3600), TimeSpan.FromMilliseconds(41)),
        new("https://mirror-1.example.net/debian/dists/bookworm/InRelease", null, "no answer within 10 s", null, TimeSpan.FromSeconds(10)),
        new("https://mirror-2.example.net/debian/dists/bookworm/InRelease", false, "200 OK", SampleRun.At(-36 * 3600), TimeSpan.FromMilliseconds(112)),
    ];

    [Fact]
    public void Each_mirror_is_told_with_how_it_fared() => Text(Mirrors, null).ShouldBeApproved("mirrors.txt");

    [Fact]
    public void What_they_answered_just_now_stands_at_the_end() => Text(Mirrors[..1], Probes).ShouldBeApproved("mirrors-probe.txt");

    [Fact]
    public void Before_the_first_use_there_is_a_word_and_what_to_do() => Text([], null).Should().Be("no mirror has been used through KuPkg yet     kupkg run --now\n");

    [Fact]
    public void The_document_says_the_same() =>
        Screens.Text(w => MirrorsJson.Write(w, Mirrors, Probes, Screens.Now)).ShouldBeApproved("mirrors.json");

    private static string Text(IReadOnlyList<MirrorMemory> mirrors, IReadOnlyList<ProbedMirror>? probes) =>
        Screens.Text(w => MirrorsScreen.Write(w, Terminal.None, mirrors, probes, Screens.Now, Screens.Berlin));
}
