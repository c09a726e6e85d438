using System.ComponentModel;
using KuPkg.Agent.Contracts;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Zombies;

namespace KuPkg.Agent.Zombies;

/// <summary>Ends one old instance: SIGTERM, after ten seconds SIGKILL, by pidfd. Whether it still is one is asked again after the process was opened.</summary>
internal static class OldInstanceEnd
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(2);

    /// <summary>Ends it; blocks for 12 s at most.</summary>
    /// <returns>Whether it is gone, and how.</returns>
    public static (bool IsGone, string Words) Try(SeenProcess process)
    {
        try
        {
            using var open = PidFd.TryOpen(process.Id);
            if (open is null)
                return (true, "it had ended by itself");
            // An exec meanwhile leaves pid and start time what they were.
            var link = ServiceReader.ExecutableOf(process.Id.Pid) ?? "";
            var onDisk = FileIdentities.Of(process.Executable);
            if (!link.StartsWith(process.Executable, StringComparison.Ordinal) || (onDisk is not null && FileIdentities.Of($"/proc/{process.Id.Pid}/exe") == onDisk))
                return (false, "it runs another file by now, and was left alone");
            if (open.Send(SignalNames.Terminate) is not 0 and var refused && !open.HasEnded())
                return (false, $"SIGTERM could not be sent: {new Win32Exception(refused).Message}");
            if (open.HasEnded(Grace))
                return (true, "it ended after SIGTERM");
            _ = open.Send(SignalNames.Kill);
            return open.HasEnded(AfterKill) ? (true, $"SIGTERM did not end it within {Grace.TotalSeconds:0} s; SIGKILL did") : (false, "it outlived SIGKILL: it sleeps where no signal reaches it (state D)");
        }
        catch (Win32Exception e)
        {
            return (false, e.Message);
        }
    }
}
