using System.Collections.Immutable;
using KuPkg.Policy.Model;

namespace KuPkg.Policy.Watch;

/// <summary>What moved between two samples.</summary>
/// <param name="HasCpu">CPU above noise, or a process that is ready to run.</param>
/// <param name="HasEffect">I/O, growth, forks, exits, or work elsewhere: what a spinner lacks.</param>
/// <param name="HasOtherWork">Any work that is not fetching.</param>
/// <param name="FetchedBytes">Bytes that arrived.</param>
internal readonly record struct Movement(bool HasCpu, bool HasEffect, bool HasOtherWork, long FetchedBytes)
{
    /// <summary>How far apart two sights of a helper may lie before it counts as new.</summary>
    private static readonly TimeSpan ElsewhereMemory = TimeSpan.FromMinutes(1);

    /// <summary>Ticks a second that an idle manager may use; while fetching it also prints its status, and the fetchers turn.</summary>
    private const double IdleDrain = 1.5, FetchingDrain = 4;

    /// <summary>A fetching manager talks to its fetchers and prints its status twice a second; more I/O than this between two looks is work.</summary>
    private const long ManagerChatterBytes = 16 * 1024;

    private const long MostPlausible = 1L << 40;

    /// <summary>Compares a sample with the state before it.</summary>
    /// <returns>What moved, and the state with all counters taken over; its clocks are the caller's to set.</returns>
    public static (Movement Moved, JudgeState Next) Between(JudgeState state, TreeSample sample, TimeSpan at, Cast cast)
    {
        var passed = at - state.At;
        var tree = Sum(state, sample, at, cast);
        var (idle, managerWorks) = (state.IdleCpu with { DrainPerSecond = cast.IsFetching ? FetchingDrain : IdleDrain }).Add(tree.NoisyTicks, passed);
        var (elsewhere, elsewhereCpu, elsewhereMoved) = Helpers(state, sample, at, passed);

        var fileGrowth = Growth(state.FileBytes, sample.FileBytes);
        // A fetcher reads and writes each byte, so its I/O may be twice what arrived. Too high an estimate spares, too low a one would shoot.
        var fetched = state.HasSample ? Math.Max(fileGrowth, tree.FetcherIo) : 0;
        var forked = sample.ForksSeen > state.ForksSeen || tree.Appeared > 0;
        var ended = tree.AliveBefore < state.Processes.Values.Count(static t => t.IsAlive);
        var printed = !cast.IsFetching && sample.OutputBytes > state.OutputBytes;
        var turned = forked || ended || elsewhereMoved || tree.OtherIo > 0;

        var cpu = tree.WorkTicks > 0 || managerWorks;
        var moved = new Movement(cpu, turned || printed || fetched > 0, cpu || turned || printed, fetched);
        if (!state.HasSample)
            moved = default;

        return (moved, state with
        {
            HasSample = true,
            At = at,
            Processes = tree.Tracks,
            Elsewhere = elsewhere,
            ElsewhereCpu = elsewhereCpu,
            ForksSeen = Math.Max(state.ForksSeen, sample.ForksSeen),
            OutputBytes = Math.Max(state.OutputBytes, sample.OutputBytes),
            FileBytes = sample.FileBytes,
            IdleCpu = idle,
            Totals = new RateMark(
                at, state.Totals.FetchedBytes + fetched, state.Totals.CpuTicks + tree.AllTicks, state.Totals.IoBytes + tree.AllIo),
        });
    }

    private static TreeDelta Sum(JudgeState state, TreeSample sample, TimeSpan at, Cast cast)
    {
        var delta = new TreeDelta { Tracks = new Dictionary<ProcessId, ProcessTrack>(sample.Processes.Count) };
        for (var i = 0; i < sample.Processes.Count; i++)
        {
            var process = sample.Processes[i];
            var isAlive = process.State is not ('Z' or 'X');
            var isKnown = state.Processes.TryGetValue(process.Id, out var before);
            if (isKnown && before.IsAlive && isAlive)
                delta.AliveBefore++;
            if (!isKnown)
                delta.Appeared++;

            // Per process, not as a sum over the tree: the end of one process cannot hide what another did.
            var ticks = Growth(isKnown ? before.CpuTicks : 0, process.CpuTicks);
            var io = Growth(isKnown ? before.IoBytes : 0, process.IoBytes);
            delta.Tracks[process.Id] = new ProcessTrack(
                Math.Max(process.CpuTicks, isKnown ? before.CpuTicks : 0), Math.Max(process.IoBytes, isKnown ? before.IoBytes : 0), process.State,
                ticks > 0 || process.State == 'R' ? at : before.LastCpuAt,
                ticks > 0 || io > 0 || !isAlive ? null : process.Wait switch
                {
                    { Kind: WaitKind.TerminalInput } => before.TerminalSince ?? at,
                    null when process.State == 'S' => before.TerminalSince,
                    _ => null,
                });
            if (!state.HasSample)
                continue;
            delta.AllTicks += ticks;
            // Ready to run counts as running: on a busy host it may have to wait for its turn. And no process leaves or enters
            // an uninterruptible or stopped state without having run, however short.
            var ran = process.State == 'R' || (isKnown && process.State != before.State && isAlive);
            delta.Count(cast.Kinds[i], ran ? Math.Max(1, ticks) : ticks, io, cast.IsFetching);
        }

        return delta;
    }

    private static (ImmutableDictionary<string, ElsewhereTrack> Tracks, CpuNoise Noise, bool Moved) Helpers(
        JudgeState state, TreeSample sample, TimeSpan at, TimeSpan passed)
    {
        if (sample.Elsewhere.Count == 0 && state.Elsewhere.IsEmpty)
            return (state.Elsewhere, default, false);

        long ticks = 0, io = 0;
        var tracks = state.Elsewhere;
        foreach (var work in sample.Elsewhere)
        {
            // A unit's sums fall when a process of it ends; the lower reading is the new base, or it would hide what comes.
            if (tracks.TryGetValue(work.Who, out var before))
            {
                ticks += Growth(before.CpuTicks, work.CpuTicks);
                io |= Growth(before.IoBytes, work.IoBytes);
            }

            tracks = tracks.SetItem(work.Who, new ElsewhereTrack(work.CpuTicks, work.IoBytes, before == default ? at : before.FirstSeenAt, at));
        }

        tracks = tracks.RemoveRange(tracks.Where(t => at - t.Value.SeenAt > ElsewhereMemory).Select(static t => t.Key));
        var (noise, works) = (state.ElsewhereCpu with { DrainPerSecond = IdleDrain }).Add(Math.Max(0, ticks), passed);
        return (tracks, noise, works || io != 0);
    }

    // What no machine can do between two looks is a broken reading, and must not overflow the sums.
    private static long Growth(long before, long now) => now <= before ? 0 : now - before is var growth and >= 0 and < MostPlausible ? growth : MostPlausible;

    private sealed class TreeDelta
    {
        public required Dictionary<ProcessId, ProcessTrack> Tracks { get; init; }

        public int AliveBefore { get; set; }

        public int Appeared { get; set; }

        public long WorkTicks { get; private set; }

        public long NoisyTicks { get; private set; }

        public long FetcherIo { get; private set; }

        public long OtherIo { get; private set; }

        public long AllTicks { get; set; }

        public long AllIo { get; private set; }

        public void Count(RoleKind kind, long ticks, long io, bool isFetching)
        {
            AllIo += io;
            if (kind == RoleKind.Manager || (isFetching && kind == RoleKind.Fetcher))
                NoisyTicks += ticks;
            else
                WorkTicks += ticks;

            if (!isFetching)
                OtherIo += io;
            else if (kind == RoleKind.Fetcher)
                FetcherIo += io;
            else if (kind != RoleKind.Manager || io > ManagerChatterBytes)
                OtherIo += io;
        }
    }
}
