namespace KuPkg.Policy.Watch;

/// <summary>
/// Says what the samples of a job mean. A fold: each sample is judged with the state that the one before it left.
/// Pure, and total: it answers for every sample, however odd.
/// </summary>
public static class Judge
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(10_000);

    /// <summary>
    /// The most that counts between two samples. When the watch itself could not run for longer (it was stopped, or the machine was), the job could not either,
    /// and what nobody watched proves nothing.
    /// </summary>
    private static readonly TimeSpan MostUnwatched = TimeSpan.FromSeconds(10);

    /// <summary>Judges the next sample.</summary>
    /// <param name="state">What the judge remembers; <see cref="JudgeState.Start"/> before the first sample.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="limits">Where patience ends; may differ from call to call.</param>
    /// <param name="roles">Tells the role of each process.</param>
    public static (JudgeState State, Verdict Verdict) Next(JudgeState state, TreeSample sample, WatchLimits limits, RoleOf roles)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(roles);

        var at = Later(state, sample.At);
        if (state.HasSample && at - state.At > MostUnwatched)
            state = state.WithoutTime(at - state.At - MostUnwatched);
        var cast = Cast.Of(sample, roles);
        var (moved, next) = Movement.Between(state, sample, at, cast);
        next = WithClocks(state, next, moved, at, limits);

        var look = new Look(next, sample, limits, cast);
        var verdict = Terminal(look);
        if (verdict is null && BudgetRule.Overdrawn(look) is { } overdrawn)
        {
            verdict = overdrawn.Verdict;
            next = overdrawn.Told;
        }

        return (next, verdict ?? FetchRule.Pace(look) ?? QuietRule.Pace(look) ?? ProgressText.Of(look));
    }

    private static Verdict? Terminal(Look look) =>
        !look.Sample.Processes.Any(TreeShape.IsAlive) ? null
        : BudgetRule.PastHard(look) ?? SpinRule.Runaway(look) ?? TerminalInputRule.Stalled(look)
            ?? FetchRule.Stalled(look) ?? SpinRule.Spinning(look) ?? QuietRule.Stalled(look);

    private static TimeSpan Later(JudgeState state, TimeSpan at)
    {
        var bounded = at < TimeSpan.Zero ? TimeSpan.Zero : at > Longest ? Longest : at;
        return state.HasSample && bounded < state.At ? state.At : bounded;
    }

    private static JudgeState WithClocks(JudgeState before, JudgeState next, Movement moved, TimeSpan at, WatchLimits limits)
    {
        var isFirst = !before.HasSample;
        var window = TimeSpan.FromTicks(Math.Max(ProgressText.Window.Ticks, Math.Min(limits.Floor?.Over.Ticks ?? 0, Longest.Ticks)));
        return next with
        {
            LastMoved = isFirst || moved.HasCpu || moved.HasEffect ? at : before.LastMoved,
            SpinSince = isFirst || moved.HasEffect || SpinRule.HasRested(before, moved, at, limits) ? at : before.SpinSince,
            LastCpu = isFirst || moved.HasCpu ? at : before.LastCpu,
            LastOtherWork = isFirst || moved.HasOtherWork ? at : before.LastOtherWork,
            LastFetched = isFirst || moved.FetchedBytes > 0 ? at : before.LastFetched,
            Window = next.Window.Add(next.Totals, window),
        };
    }
}

/// <summary>All that a rule may look at.</summary>
/// <param name="State">With the sample's counters and clocks already taken over.</param>
/// <param name="Sample">The sample.</param>
/// <param name="Limits">Where patience ends.</param>
/// <param name="Cast">The roles of its processes.</param>
internal sealed record Look(JudgeState State, TreeSample Sample, WatchLimits Limits, Cast Cast)
{
    private readonly Lazy<TreeShape> shape = new(() => new TreeShape(Sample));

    public TreeShape Shape => shape.Value;

    public TimeSpan At => State.At;
}
