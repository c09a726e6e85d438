using KuPkg.Agent.Kill;
using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch;

/// <summary>The watch of one job from its start to its end: sample, judge, tell, act, wait. Used once.</summary>
internal sealed class JobWatch(Job job, ISampler sampler, IKiller killer, IWatchObserver observer, TimeProvider time)
{
    private static readonly AskedToStop Asked = new() { Evidence = ["KuPkg was asked to stop, and nothing is damaged by stopping here"] };

    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly KillGate _kills = new();
    private readonly Silences _silences = new(job.Roles);
    private readonly Leftovers _leftovers = new(job.Limits);
    private readonly long _began = time.GetTimestamp();
    private JudgeState _state = JudgeState.Start;
    private TimeSpan? _ended;
    private string? _told;
    private bool _isOverBudget;

    private bool MayStopAtOnce => job.Limits.Phase is Phase.Refresh or Phase.Plan or Phase.Download;

    public async Task<JobReport> RunAsync(CancellationToken stop)
    {
        var left = Enumerable.Empty<string>();
        while (true)
        {
            // Asked before the sample is taken: a process that ends between the two is still waited for.
            var hasEnded = HasEnded();
            var sample = sampler.Sample(isThorough: hasEnded);
            var verdict = JudgeOf(sample);
            var isEmpty = !sample.Processes.Any(Leftovers.IsAlive);
            if (hasEnded && (isEmpty || job.EndsWithRoot))
                break;
            if (!isEmpty)
                Tell(sample, verdict);
            var hasActed = stop.IsCancellationRequested && MayStopAtOnce
                ? await ActAsync(Asked, sample, Priority.Normal)
                : verdict.IsTerminal && await ActAsync(verdict, sample, job.Priority);
            if (!hasActed && hasEnded && _leftovers.AreLeft(sample))
            {
                left = Leftovers.InWords(sample);
                break;
            }

            if (!hasActed)
                await PauseAsync(stop);
        }

        return new JobReport(
            await job.Child.Exited, _ended ?? Now(), _kills.Kills, job.EndsWithRoot ? [] : [.. left, .. sampler.LeftBehind()], _isOverBudget, _silences.Longest);
    }

    private TimeSpan Now() => time.GetElapsedTime(_began);

    private bool HasEnded()
    {
        if (job.Child.Exited.IsCompleted)
            _ended ??= Now();
        return _ended is not null;
    }

    private Verdict JudgeOf(TreeSample sample)
    {
        _silences.Meet(sample);
        (_state, var verdict) = Judge.Next(_state, sample, LimitsNow(), job.Roles);
        _silences.Note(_state.SilentFor);
        _isOverBudget |= verdict is OverBudget;
        return verdict;
    }

    private void Tell(TreeSample sample, Verdict verdict)
    {
        observer.Sampled(job, sample, verdict);
        var kind = verdict is Stalled stalled ? $"{verdict.Name} {stalled.Reason}" : verdict.Name;
        if (kind != _told)
            observer.Judged(job, sample, verdict);
        _told = kind;
    }

    private WatchLimits LimitsNow()
    {
        var known = job.Limits.LongestKnownQuiet;
        foreach (var package in _silences.Packages)
        {
            if (job.KnownQuiet(package) is var quiet && quiet > known)
                known = quiet;
        }

        return known == job.Limits.LongestKnownQuiet ? job.Limits : job.Limits with { LongestKnownQuiet = known };
    }

    /// <summary>Ends what the verdict is about.</summary>
    /// <returns>Whether something was done, so that the next look is due at once.</returns>
    private async Task<bool> ActAsync(Verdict verdict, TreeSample sample, Priority priority)
    {
        if (!_kills.IsOpen(Now()) || KillPlanner.Plan(verdict, sample, job.Roles, job.Limits.Phase, priority, _kills.Kills.Count + 1, _kills.Kills) is not { } plan)
            return false;
        if (plan.IsReportOnly)
        {
            if (_kills.IsNews(plan))
                observer.Killing(job, plan);
            return false;
        }

        observer.Killing(job, plan);
        var report = await killer.CarryOutAsync(plan, sample, job.OutputPaths.Count > 0 ? job.OutputPaths[0] : null, job.ManagerLog);
        _kills.Note(report, Now());
        observer.Killed(job, report);

        // What unwinds now gets the whole patience again.
        _state = _state.Afresh();
        _silences.Forget();
        _told = null;
        return true;
    }

    private async Task PauseAsync(CancellationToken stop)
    {
        // After the root's end, or a stop that was heard, these would never let it wait.
        var until = _ended is null ? job.Child.Exited : Never;
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stop.IsCancellationRequested ? CancellationToken.None : stop);
        await Task.WhenAny(until, Task.Delay(sampler.Interval, time, woken.Token));
        await woken.CancelAsync();
    }
}
