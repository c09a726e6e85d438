using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Watch;

public class JudgeProperties
{
    private static readonly Config Quickly = Config.QuickThrowOnFailure.WithMaxTest(200);

    private static readonly Gen<ProcessSample> AnyProcess =
        from pid in Gen.Choose(-2, 12)
        from start in Gen.Choose(0, 2)
        from parent in Gen.Choose(-2, 12)
        from state in Gen.Elements('R', 'S', 'D', 'T', 't', 'Z', 'X', 'I', '?')
        from name in Gen.Elements("apt-get", "dpkg", "http", "foo.postinst", "hook", "sh", "")
        from cpu in Gen.Elements(0L, 1, 5, 100, long.MaxValue, -1, long.MinValue)
        from io in Gen.Elements(0L, 1, 5, 100_000, long.MaxValue, -1, long.MinValue)
        from wait in Gen.Elements<WaitPoint?>(
            null, new(WaitKind.TerminalInput, "wait_woken", "/dev/tty"), new(WaitKind.FileLock, ""), new(WaitKind.Timer, "hrtimer_nanosleep"))
        select new ProcessSample
        {
            Id = new ProcessId(pid, start), ParentPid = parent, Session = 1, Name = name, State = state, CpuTicks = cpu, IoBytes = io, Wait = wait,
        };

    private static readonly Gen<TreeSample> AnySample =
        from at in Gen.Frequency((8, Gen.Choose(0, 4000).Select(s => TimeSpan.FromSeconds(s))), (1, Gen.Elements(TimeSpan.MinValue, TimeSpan.MaxValue)))
        from processes in AnyProcess.ListOf()
        from forks in Gen.Elements(0L, 1, 7, long.MaxValue, -5)
        from output in Gen.Elements(0L, 1, 7, long.MaxValue, -5)
        from files in Gen.Elements(0L, 1, 7, long.MaxValue, long.MinValue)
        from elsewhere in (from who in Gen.Elements("a", "b") from n in Gen.Elements(0L, 3, long.MinValue, long.MaxValue) select new ElsewhereWork(who, n, n)).ListOf()
        select new TreeSample { At = at, Processes = [.. processes], ForksSeen = forks, OutputBytes = output, FileBytes = files, Elsewhere = [.. elsewhere] };

    private static readonly Gen<WatchLimits> AnyLimits =
        from phase in Gen.Elements(Enum.GetValues<Phase>())
        from quiet in Gen.Choose(1, 600)
        from spin in Gen.Choose(1, 3600)
        from known in Gen.Elements(TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.MaxValue)
        from floor in Gen.Elements<ByteFloor?>(null, new(2048, TimeSpan.FromSeconds(15)), new(long.MaxValue, TimeSpan.Zero), new(0, TimeSpan.MaxValue))
        from ceiling in Gen.Elements(0, 5, 4096)
        select new WatchLimits
        {
            Phase = phase, Quiet = TimeSpan.FromSeconds(quiet), Spin = TimeSpan.FromSeconds(spin), Budget = TimeSpan.FromHours(1),
            LongestKnownQuiet = known, Floor = floor, ProcessCeiling = ceiling, MemoryBytes = 10,
        };

    [Fact]
    public void The_judge_answers_every_sample_and_always_says_why() => Prop.ForAll(
        (from limits in AnyLimits from samples in AnySample.ListOf() select (limits, samples)).ToArbitrary(),
        static given =>
        {
            var state = JudgeState.Start;
            foreach (var sample in given.samples)
            {
                (state, var verdict) = Judge.Next(state, sample, given.limits, Story.RoleOf);
                if (verdict.Evidence.Count == 0 || verdict.Evidence.Any(string.IsNullOrWhiteSpace))
                    return false;
            }

            return true;
        }).Check(Quickly);

    /// <summary>Which kind of movement happens, at which process, how many looks after the one before.</summary>
    private static Gen<List<(int Kind, int Gap)>> Moves(int longestGap) =>
        (from kind in Gen.Choose(0, 5) from gap in Gen.Choose(1, longestGap) select (Kind: kind, Gap: gap)).ListOf();

    [Fact]
    public void A_tree_that_moves_at_least_every_half_of_the_limit_is_never_stalled() => Prop.ForAll(
        Moves(longestGap: 150).ToArbitrary(),
        static moves =>
        {
            var story = Story.HungPostinst();
            story.LookEvery = TimeSpan.FromSeconds(1);
            story.Elsewhere.Add(new ElsewhereWork("unit foo.service", 0, 0));
            var pid = 20;
            foreach (var (kind, gap) in moves)
            {
                if (story.Seconds(gap).IsTerminal)
                    return false;
                switch (kind)
                {
                    case 0: story.Io(13, 1); break;
                    case 1: story.Output++; break;
                    case 2: story.Files++; break;
                    case 3: story.Forks++; break;
                    case 4: story.With(++pid, 12, "sleep"); break;
                    default: story.Elsewhere[0] = story.Elsewhere[0] with { IoBytes = story.Elsewhere[0].IoBytes + 1 }; break;
                }
            }

            return true;
        }).Check(Quickly);

    [Fact]
    public void No_verdict_ends_anything_before_a_limit_has_passed() => Prop.ForAll(
        (from limits in AnyLimits where limits.ProcessCeiling > 100 && limits.Floor is null
         from processes in AnyProcess.ListOf() select (limits, processes)).ToArbitrary(),
        static given =>
        {
            var quietest = new[] { given.limits.Quiet, given.limits.Spin, TimeSpan.FromSeconds(2) }.Min();
            var state = JudgeState.Start;
            for (var at = TimeSpan.Zero; at < quietest; at += TimeSpan.FromSeconds(0.5))
            {
                (state, var verdict) = Judge.Next(state, new TreeSample { At = at, Processes = [.. given.processes] }, given.limits, Story.RoleOf);
                if (verdict.IsTerminal)
                    return false;
            }

            return true;
        }).Check(Quickly);

    [Fact]
    public void A_silent_tree_of_sleepers_is_always_stalled_in_the_end() => Prop.ForAll(
        (from limits in AnyLimits where limits.LongestKnownQuiet < TimeSpan.FromHours(1)
         from count in Gen.Choose(1, 8) from seconds in Gen.Choose(1, 5) select (limits, count, seconds)).ToArbitrary(),
        static given =>
        {
            var story = new Story { Limits = given.limits, LookEvery = TimeSpan.FromSeconds(given.seconds) };
            for (var pid = 10; pid < 10 + given.count; pid++)
                story.With(pid, pid - 1, "sh");
            return story.Minutes(13).IsTerminal;
        }).Check(Quickly);

    [Fact]
    public void A_download_that_keeps_the_floor_in_every_window_is_never_shot() => Prop.ForAll(
        Gen.Choose(0, 60_000).ListOf().ToArbitrary(),
        static surplus =>
        {
            // 30,720 bytes in each 14 s at any of its looks, whatever comes on top.
            var story = Story.Fetching();
            story.LookEvery = TimeSpan.FromSeconds(0.5);
            foreach (var more in surplus)
            {
                var when = more % 28;
                for (var look = 0; look < 28; look++)
                {
                    if (story.Seconds(0.5, s => s.Files += (look == 0 ? 30_720 : 0) + (look == when ? more : 0)).IsTerminal)
                        return false;
                }
            }

            return true;
        }).Check(Quickly);
}
