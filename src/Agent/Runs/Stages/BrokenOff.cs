using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>The end of a run that something broke off in its middle: a full disk, a vanished program. What the host is now is asked, not guessed.</summary>
internal static class BrokenOff
{
    public static async Task<Ending> EndingAsync(RunContext run, Exception failure)
    {
        var cause = failure.Message;
        try
        {
            var health = await run.Driver.ReadHealthAsync(thorough: false, CancellationToken.None);
            if (health.IsClean)
                return new Ending(Outcome.FailedConsistent, $"{cause}; the package database is clean");
            return new Ending(Outcome.NeedsPerson, $"{cause}; the package database is not clean")
            {
                NeedsPerson = [.. health.Problems.Take(10), "make room or mend what is named above; the next run repairs the database by itself: kupkg run --now"],
            };
        }
        catch (Exception e) when (e is LaunchException or IOException or UnauthorizedAccessException)
        {
            return new Ending(Outcome.NeedsPerson, $"{cause}; then the package database could not be read: {e.Message}")
            {
                NeedsPerson = [$"see why the package database cannot be read: {e.Message}"],
            };
        }
    }
}
