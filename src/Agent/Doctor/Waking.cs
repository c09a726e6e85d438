using KuPkg.Agent.Config;

namespace KuPkg.Agent.Doctor;

/// <summary>Whether anything wakes kupkg: the timer, the daemon, or cron.</summary>
internal sealed class Waking(HostPaths paths)
{
    private static readonly string[] UnitDirectories = ["etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system"];

    public IEnumerable<Finding> Findings()
    {
        var hasSystemd = UnitDirectories.Any(d => Directory.Exists(paths.At(d))) && File.Exists(paths.At("usr/bin/systemctl"));
        var isTimed = UnitFiles.IsWanted(paths, "kupkg.timer");
        var isDaemon = UnitFiles.IsWanted(paths, "kupkg-daemon.service");
        if (isTimed && isDaemon)
            yield return new(Severity.Notice, "waking", "the timer and the daemon are both enabled; one is enough", "systemctl disable --now kupkg.timer");
        else if (isTimed || isDaemon)
            yield return new(Severity.Fine, "waking", isTimed ? "kupkg.timer is enabled" : "kupkg-daemon.service is enabled");
        else if (!hasSystemd && File.Exists(paths.At("etc/cron.d/kupkg")))
            yield return new(Severity.Fine, "waking", "cron");
        else
            yield return new(Severity.Notice, "waking", "nothing wakes kupkg: no run begins by itself", hasSystemd ? "systemctl enable --now kupkg.timer" : "install cron.d/kupkg as /etc/cron.d/kupkg");
    }
}
