using KuPkg.Agent.Config;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Schedule;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Commands;

/// <summary>Puts the daemon together and lets it live. A class behind the command, so that no other command loads what the daemon needs.</summary>
internal static class DaemonWiring
{
    public static async Task<int> RunAsync(HostPaths paths, IReadOnlyList<string> options)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine("kupkg: the daemon starts runs, which change packages, and this is not root. Nothing was done.     sudo kupkg daemon");
            return Exit.NotPermitted;
        }

        try
        {
            Directory.CreateDirectory(paths.RuntimeDirectory);
            using var held = RunLock.TryTake(paths.DaemonLock);
            if (held is null)
            {
                Console.Error.WriteLine($"kupkg: another daemon is at work on this host: it holds {paths.DaemonLock}. This one did nothing.     systemctl status kupkg-daemon");
                return Exit.Deferred;
            }

            return await LiveAsync(paths, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"kupkg: the daemon could not go on: {e.Message}");
            return Exit.Failed;
        }
    }

    private static async Task<int> LiveAsync(HostPaths paths, IReadOnlyList<string> options)
    {
        OwnProgram.LoadAll();
        var time = TimeProvider.System;
        var clock = new BootClock();
        var log = new DaemonLog(Console.Out, Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 }, time);
        var manager = ServiceManager.Of(Environment.GetEnvironmentVariable, Environment.ProcessId, time, log.Say);
        var pulse = new Pulse(clock, Daemon.TickEvery);
        var program = new OwnProgram(Environment.ProcessPath ?? throw new IOException("/proc/self/exe cannot be read; see whether /proc is mounted"));
        var launcher = new Launcher(time);
        var commands = new OwnCommand(launcher, program.Path, options, paths.DaemonChildOutput, EnvironmentOfChildren(), log.Say, time);
        using var daemon = new Daemon(paths, commands, manager, pulse, log, time);

        using var signals = new DaemonSignals();
        log.Say($"kupkg {KuPkgVersion.Text} daemon: a tick every {Daemon.TickEvery.TotalMinutes:0} min");
        var end = await new DaemonLife(daemon, manager, pulse, program, launcher, log, clock).RunAsync(signals.Stop, signals.OnReload);
        if (end == DaemonEnd.Stopped)
        {
            log.Say("stopped");
            return Exit.Done;
        }

        var failure = SelfExec.Replace(program.Path);
        log.Say($"the new version could not take over: {failure.Message}. This one ends, so that who supervises it starts the new one.");
        return Exit.Failed;
    }

    // A zone and proxies set for the daemon hold for what it starts, as those of the timer's unit do; nothing else of its environment is theirs.
    private static IReadOnlyDictionary<string, string> EnvironmentOfChildren() => ChildEnvironment.With(
        [.. ProxyVariables.Own().Select(static v => (v.Key, v.Value)), .. Environment.GetEnvironmentVariable("TZ") is { } zone ? [("TZ", zone)] : Array.Empty<(string, string)>()]);
}
