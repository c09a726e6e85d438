using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts.Kicks;

/// <summary>
/// What sysv init and upstart say of a service. Neither remembers who stopped it: what is not started at boot, or cannot be read, is as somebody wants it. Thread-safe.
/// </summary>
/// <param name="control">Asks for the status.</param>
/// <param name="root"><c>/</c>, or a directory that stands for it.</param>
internal sealed class StandingReader(ServiceControl control, string root = "/")
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string[] RunLevels = ["etc/rc2.d", "etc/rc3.d", "etc/rc4.d", "etc/rc5.d"];

    /// <summary>What is said of it; null: systemd supervises it, or nobody.</summary>
    public async Task<ServiceStanding?> ReadAsync(ServiceContract contract, CancellationToken stop)
    {
        if (contract.Supervisor is not (Supervisor.SysV or Supervisor.Upstart))
            return null;
        var name = TouchPolicy.UnitOf(contract);
        var file = At(contract.Supervisor == Supervisor.SysV ? $"etc/init.d/{name}" : $"etc/init/{name}.conf");
        if (!File.Exists(file))
            return new ServiceStanding($"there is no {file}", IsRunning: false);
        // Where processes tell, nobody is asked.
        var isRunning = contract.Executable is null ? await control.IsRunningAsync(contract, stop) : null;
        return new ServiceStanding(contract.Supervisor == Supervisor.SysV ? OfScript(name, file) : OfJob(name, file), isRunning);
    }

    private string OfScript(string name, string script)
    {
        if ((File.GetUnixFileMode(script) & Executable) == 0)
            return $"{script} is not executable";
        var isWanted = RunLevels.Any(l => Directory.Exists(At(l)) && Directory.EnumerateFileSystemEntries(At(l), $"S??{name}").Any())
            || (Directory.Exists(At("etc/runlevels")) && Directory.EnumerateDirectories(At("etc/runlevels")).Any(l => Path.Exists(Path.Join(l, name)) || new FileInfo(Path.Join(l, name)).LinkTarget is not null));
        return isWanted ? "" : $"{name} is disabled (no run level starts it) and does not run";
    }

    private string OfJob(string name, string conf)
    {
        // Root could read it all the same: who takes the right away means the job.
        if ((File.GetUnixFileMode(conf) & UnixFileMode.UserRead) == 0)
            return $"{conf} cannot be read";
        var own = At($"etc/init/{name}.override");
        return File.Exists(own) && File.ReadLines(own).Any(static l => l.Trim() == "manual") ? $"{own} says manual" : "";
    }

    private string At(string path) => Path.Join(root, path);
}
