using System.ComponentModel;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Zombies;

namespace KuPkg.Agent.Zombies;

/// <summary>Asks parents to reap: SIGCHLD, which is ignored by default and harmless to who handles it. A defunct process itself is never signalled.</summary>
internal static class Nudge
{
    public const string Word = "nudge";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Sends it to one parent.</summary>
    /// <returns>Why it could not be; empty: it was sent.</returns>
    public static string Send(SeenProcess parent)
    {
        try
        {
            using var open = PidFd.TryOpen(parent.Id);
            if (open is null)
                return "it has ended meanwhile";
            var error = open.Send(SignalNames.Child);
            return error == 0 ? "" : $"SIGCHLD could not be sent: {new Win32Exception(error).Message}";
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }

    /// <summary>Waits until none of some defunct processes is left, two seconds at most.</summary>
    public static async Task WaitAsync(IReadOnlyList<SeenProcess> zombies, TimeProvider time, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (zombies.Any(static z => ZombieSurvey.IsStillDefunct(z.Id)) && time.GetElapsedTime(began) < Patience)
            await Task.Delay(Pause, time, stop);
    }
}
