using KuPkg.Agent.Drivers;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Runs;

/// <summary>The preferences of a run.</summary>
internal static class Preferences
{
    /// <summary>Those with which planning begins. A package that a person names is neither paused nor too young.</summary>
    public static RunPreferences Of(RunContext run, IReadOnlyList<Hold> holds) => new(run.Settings.Packages, run.Request.Only)
    {
        Holds = holds,
        Paused = run.Request.Only.Count > 0 ? [] : Paused(run.Journal.PackageBreakers(), run.Events.Now),
    };

    /// <summary>The packages whose breakers are open.</summary>
    public static IReadOnlyList<PausedPackage> Paused(IReadOnlyList<History.NamedBreaker> breakers, DateTimeOffset now)
    {
        var paused = new List<PausedPackage>();
        foreach (var (package, breaker) in breakers)
        {
            if (breaker.PhaseAt(now) == BreakerPhase.Open)
                paused.Add(new PausedPackage(package, breaker.State.OpenUntil ?? now, breaker.State.Failures));
        }

        return paused;
    }
}
