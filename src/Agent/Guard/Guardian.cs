using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Guard;

/// <summary>Sees one command to its end, try by try. Used once.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="ignoredSignals">What this process was told to ignore.</param>
/// <param name="settings">Reads the host's settings: only for a command that is not over at once.</param>
/// <param name="watchman">Makes the watch, likewise.</param>
/// <param name="say">Tells the person: a text of one or several lines.</param>
/// <param name="time">The clock.</param>
/// <param name="fraction">Random numbers from 0 to less than 1.</param>
internal sealed class Guardian(
    GuardRequest request, ulong ignoredSignals, Func<KuPkgSettings> settings, Func<IWatchman> watchman, Action<string> say, TimeProvider time, Func<double> fraction)
{
    // A command that is over so soon is never judged, and needs none of what judging takes to load.
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(300);

    private readonly List<GuardTry> _tries = [];

    /// <summary>Runs it to its end.</summary>
    /// <param name="signals">Hands signals on to it.</param>
    /// <exception cref="LaunchException">It cannot be started.</exception>
    public async Task<GuardReport> RunAsync(SignalRelay signals)
    {
        while (true)
        {
            var tried = await TryAsync(signals);
            _tries.Add(tried);
            if (tried.IsSuccess || signals.Asked is not null || CommandRetry.Wait(_tries.Count, request.Retries, fraction()) is not { } wait)
                return new GuardReport(_tries, IsInterrupted: false, signals.Asked);

            say(FormattableString.Invariant($"try {_tries.Count} of {request.Retries + 1} of '{request}' failed ({WordsOf(tried)}); the next one begins in {wait.TotalSeconds:0.0} s"));
            try
            {
                await Task.Delay(wait, time, signals.Token);
            }
            catch (OperationCanceledException)
            {
                return new GuardReport(_tries, IsInterrupted: true, signals.Asked);
            }
        }
    }

    private static string WordsOf(GuardTry tried) => tried.EndedBecause is null ? tried.Status.ToString() : "ended by kupkg guard";

    private async Task<GuardTry> TryAsync(SignalRelay signals)
    {
        var (at, began) = (time.GetUtcNow(), time.GetTimestamp());
        using var child = InPlaceChild.Start(request.Arguments, ignoredSignals);
        signals.Begin(child);
        try
        {
            if (await Task.WhenAny(child.Exited, Task.Delay(Glance, time)) == child.Exited)
                return new GuardTry(at, time.GetElapsedTime(began), child.Id.Pid, await child.Exited, null, WasWatched: false, []);

            var observer = new GuardObserver(request.ToString(), say, time);
            var report = await watchman().WatchAsync(JobOf(child, settings()), observer, CancellationToken.None);
            return new GuardTry(at, time.GetElapsedTime(began), child.Id.Pid, report.Status, observer.EndedBecause, WasWatched: true, observer.Notes);
        }
        finally
        {
            signals.End();
        }
    }

    private Job JobOf(InPlaceChild child, KuPkgSettings host) => new()
    {
        Name = request.Name.Length > 0 ? request.Name : request.ToString(),
        Child = child,
        Limits = request.Limits.Over(host) with { IsStartedByPerson = child.Session is null },
        OutputPaths = [],
        Roles = static _ => ProcessRole.Work,
        Priority = request.Priority ?? host.Priority,
        EndsWithRoot = true,
        HasOwnSessionsOrphans = child.Session is null,
    };
}
