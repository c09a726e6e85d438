using KuPkg.Policy.Model;

namespace KuPkg.Agent.Shell;

/// <summary>Puts a command into a systemd scope by systemd-run(1), which asks the service manager for the scope, enters it, and then replaces itself by the command.</summary>
/// <param name="Program">The absolute path of systemd-run.</param>
/// <param name="Patience">How long it may take to get the scope; a service manager that is stuck never answers.</param>
internal sealed record ScopeMaker(string Program, TimeSpan Patience)
{
    // The kernel's name of a process is that of the file it last executed, and stays readable until the process is reaped.
    private const string OwnName = "systemd-run";

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(2);

    /// <summary>The one of this host; null where systemd does not run.</summary>
    public static ScopeMaker? OfHost =>
        Directory.Exists("/run/systemd/system") && File.Exists("/usr/bin/systemd-run") ? new ScopeMaker("/usr/bin/systemd-run", TimeSpan.FromSeconds(30)) : null;

    // What systemd does with a scope when the host shuts down although an inhibitor asks it not to. Stopped after KuPkg's own services (the reverse of this
    // order), which end their step first; and not by SIGTERM, at which dpkg would drop its work half done: SIGCONT changes nothing, so that the scope is
    // waited for. The time is that of the services; reboot.target gives up after 30 min anyway.
    private static readonly string[] Properties =
        ["--property=Before=kupkg.service kupkg-daemon.service", "--property=KillSignal=SIGCONT", "--property=TimeoutStopSec=2h"];

    /// <summary>The command line that runs a command in a scope. <c>INVOCATION_ID</c> is added to its environment by systemd-run.</summary>
    public CommandLine Wrap(CommandLine command, string scope) =>
        command.Behind([Program, "--scope", "--quiet", "--collect", "--no-ask-password", .. Properties, $"--unit={scope}", "--"]);

    /// <summary>Waits until systemd-run has become the command.</summary>
    /// <returns>Whether it has (and may have ended since). False: systemd-run has ended, or was ended, without executing anything.</returns>
    public bool WaitForCommand(PidFd process, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            // Asked first, as the command may be put in place between the two questions.
            var hasEnded = process.HasEnded(Glance);
            if (IsCommand(process))
                return true;
            if (hasEnded)
                return false;
            if (time.GetElapsedTime(began) > Patience)
                return !TryEnd(process);
        }
    }

    // Stopped first: a command that came into being at the last moment must not be killed.
    private static bool TryEnd(PidFd process)
    {
        _ = process.Send(SignalNames.Stop);
        while (!process.HasEnded(Glance) && ProcStat.TryRead(process.Id.Pid) is not { State: 'T' or 't' })
        {
        }

        var isCommand = IsCommand(process);
        _ = process.Send(isCommand ? SignalNames.Continue : SignalNames.Kill);
        return !isCommand;
    }

    private static bool IsCommand(PidFd process) => ProcStat.TryRead(process.Id.Pid) is { } stat && stat.Name != OwnName;
}
