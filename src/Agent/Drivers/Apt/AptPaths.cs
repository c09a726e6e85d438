using KuPkg.Agent.Config;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Where apt and dpkg keep things on this host. Paths of this mount namespace, but for <see cref="Inside"/>.</summary>
internal sealed class AptPaths(HostPaths paths)
{
    public bool IsHost => paths.IsHost;

    public string Archives => paths.At("var/cache/apt/archives");

    public string PartialArchives => Path.Join(Archives, "partial");

    public string Lists => paths.At("var/lib/apt/lists");

    public string PartialLists => Path.Join(Lists, "partial");

    public string DpkgDirectory => paths.At("var/lib/dpkg");

    public string DpkgStatus => Path.Join(DpkgDirectory, "status");

    /// <summary>Control files of installed packages.</summary>
    public string DpkgInfo => Path.Join(DpkgDirectory, "info");

    /// <summary>dpkg's journal: a file whose name is a number means that dpkg was interrupted.</summary>
    public string DpkgUpdates => Path.Join(DpkgDirectory, "updates");

    public string DpkgSettings => paths.At("etc/dpkg/dpkg.cfg");

    public string DpkgSettingsParts => paths.At("etc/dpkg/dpkg.cfg.d");

    public string Passwd => paths.At("etc/passwd");

    public string Group => paths.At("etc/group");

    public string DpkgLog => paths.At("var/log/dpkg.log");

    /// <summary>The administrator's single preferences file; usually absent.</summary>
    public string Preferences => paths.At("etc/apt/preferences");

    public string PreferencesParts => paths.At("etc/apt/preferences.d");

    /// <summary>KuPkg's own holds.</summary>
    public string HoldFile => Path.Join(PreferencesParts, "kupkg");

    /// <summary>Touched by KuPkg after a refresh in which a source was fresh.</summary>
    public string RefreshStamp => Path.Join(paths.StateDirectory, "apt-refreshed");

    /// <summary>apt's settings as they were when a plan found nothing to do; root's only.</summary>
    public string KeptSettings => Path.Join(paths.StateDirectory, "apt-settings");

    public IReadOnlyList<string> Locks =>
    [
        Path.Join(DpkgDirectory, "lock-frontend"), Path.Join(DpkgDirectory, "lock"), Path.Join(Lists, "lock"), Path.Join(Archives, "lock"),
    ];

    /// <summary>What apt.systemd.daily, the job of apt's timers, locks with flock(2); it waits up to an hour for it.</summary>
    public string DailyLock => paths.At("var/lib/apt/daily_lock");

    /// <summary>The directory to change root to; null on the host itself.</summary>
    public string? Root => paths.IsHost ? null : paths.Root;

    /// <summary>A path of a process inside the root, as this mount namespace names it.</summary>
    public string Outside(string path) => path.Length == 0 ? path : paths.At(path);

    /// <summary>The same file as a process inside the root names it.</summary>
    /// <exception cref="ArgumentException">The file is outside the root, where apt could not read it.</exception>
    public string Inside(string path)
    {
        if (paths.IsHost)
            return path;
        var relative = Path.GetRelativePath(paths.Root, path);
        return relative.StartsWith("..", StringComparison.Ordinal)
            ? throw new ArgumentException($"{path} is outside the root {paths.Root}, so its package manager cannot read it", nameof(path))
            : Path.Join("/", relative);
    }
}
