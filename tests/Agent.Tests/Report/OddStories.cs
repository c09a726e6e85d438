using KuPkg.Agent.Report;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.Report;

/// <summary>Stories made of odd values, the same for the same seed.</summary>
internal sealed class OddStories(int seed)
{
    private static readonly string[] Odd =
        ["", "libfoo1", "\u001b[31m", "\u009b", "\ud83c", "\0\r\n\t", "a\nb", "\u202e", "{0}", "%s", "\u001b]0;", "→", new('x', 5000)];

    private readonly Random _random = new(seed);

    public string Text() => _random.Next(4) == 0
        ? new string([.. Enumerable.Range(0, _random.Next(20)).Select(_ => (char)_random.Next(0x10000))])
        : string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => Odd[_random.Next(Odd.Length)]));

    public string[] Texts() => Many(Text);

    public T[] Many<T>(Func<T> make) => [.. Enumerable.Range(0, _random.Next(6)).Select(_ => make())];

    public bool Bool() => _random.Next(2) == 0;

    public T? Maybe<T>(Func<T> make) where T : class => Bool() ? make() : null;

    public TimeSpan Span() => _random.Next(5) switch { 0 => TimeSpan.MinValue, 1 => TimeSpan.MaxValue, _ => TimeSpan.FromMilliseconds(_random.NextInt64(-10, 1L << 40)) };

    public DateTimeOffset Time() => _random.Next(5) switch
    {
        0 => DateTimeOffset.MinValue,
        1 => DateTimeOffset.MaxValue,
        _ => DateTimeOffset.FromUnixTimeSeconds(_random.NextInt64(1L << 33)),
    };

    public Hold Hold() => new(new PackageId(Text(), Text()), Text(), Text(), _random.Next(3), Time()) { Until = Bool() ? Time() : null };

    public RunStart Start() => new(_random.Next(5), Text(), Text(), Text(), Text(), Time(), _random.Next(), 1, Text(), Text());

    public RunRecord Record() => new(
        _random.Next(5), Any<Outcome>(), _random.Next(3), Text(), Time(), Span(),
        Many(() => new PackageResult(Change(), Any<PackageFate>(), Maybe(Text), Text(), Text())), _random.NextInt64(long.MinValue, long.MaxValue), Texts())
    {
        Warnings = Texts(),
    };

    public PastRun Past() => new(Start(), Maybe(Record), Maybe(Text));

    public RunEvent Event() => _random.Next(12) switch
    {
        0 => new RunBegan(Start()) { At = Time() },
        1 => new StepBegan(Text()) { At = Time() },
        2 => new StepEnded(Text(), Any<StepResult>(), Text(), Span()) { At = Time() },
        3 => new PackageStepped(Maybe(Text), Bool() ? null : _random.NextDouble() * 100, Text(), Bool()) { At = Time() },
        4 => new VerdictReached(Text(), Text(), Text(), Text(), Texts(), Bool()) { At = Time() },
        5 => new KillDone(Text(), Kill()) { At = Time() },
        6 => new Repaired(Text(), Bool(), Text()) { At = Time() },
        7 => new HoldPlaced(Hold()) { At = Time() },
        9 => new VersionsKept(Many(() => new KeptVersion(new PackageId(Text(), Text()), Text(), Any<AsideOrigin>(), _random.Next(), Text()))) { At = Time() },
        10 => new VersionsPutBack(Many(() => new PutBackResult(new PackageId(Text(), Text()), Text(), Text(), Bool(), Text()))) { At = Time() },
        8 => new Noted(Text(), Bool()) { At = Time() },
        _ => new RunEnded(Record()) { At = Time() },
    };

    public LiveProgress Progress() => new(Text(), Maybe(Text), Text(), Text(), Text(), Span(), Bool() ? double.NaN : null);

    public StatusFacts Facts() => new()
    {
        Host = Text(), Track = Text(), Manager = Text(), Now = Time(), StaleAfter = TimeSpan.FromDays(3), Runs = Many(Past), LastSuccess = Maybe(Past),
        Holds = Many(Hold), NextRuns = [new NextRun(Time(), RunScope.Prepare, Text())], Paused = [new PausedPackage(Text(), Time(), 2)], Reboot = Maybe(Text), HistoryProblem = Maybe(Text), Quarantine = Maybe(Text), QuarantinedSince = Time(),
        Live = new RunStatus(1, 1, 1, Time()) { Step = Maybe(Text), Verdict = Maybe(Text), Evidence = Maybe(Text), Package = Maybe(Text) },
        IsLiveAlive = Bool(),
    };

    private KillReport Kill() => new(
        new KillPlan(Text(), Maybe(Text), Maybe(Text), Text(), Bool() ? [] : [new SignalStep(9, [], Span())]),
        Many(() => new SentSignal(new ProcessId(_random.Next(), 1), Text(), _random.Next(-1, 70), Span(), Text())), Texts(), Bool(), Span(), Texts());

    private Change Change() => new(new PackageId(Text(), Text()), Maybe(Text), Maybe(Text), Text(), Bool());

    private T Any<T>() where T : struct, Enum => Enum.GetValues<T>() is var all ? all[_random.Next(all.Length)] : default;
}
