using KuPkg.Agent.Config.Forms;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Config;

/// <summary>All keys of <c>kupkg.toml</c>, in the order in which they are documented. The defaults are those of the settings types. Thread-safe.</summary>
internal static class SettingKeys
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private static readonly SettingForm<bool> Boolean = new BooleanForm();
    private static readonly SettingForm<IReadOnlyList<string>> Globs = new ListForm<string>(new WordForm("a package glob", "nginx*", static t => !t.Contains(' ', StringComparison.Ordinal)), "package globs");
    private static readonly SettingForm<HungHolder> Hung = new ChoiceForm<HungHolder>(("kill", HungHolder.Kill), ("wait", HungHolder.Wait), ("report", HungHolder.Report));
    private static readonly SettingForm<IReadOnlyList<WeeklyWindow>> Windows = new ListForm<WeeklyWindow>(new WindowForm(), "windows", ';');

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SettingKey> All { get; } =
    [
        new SettingKey<string>("track", "KuPkgSettings.Track", new WordForm("a name of letters, digits, dots and hyphens", "stable", IsName), static s => s.Track, static (s, v) => s with { Track = v }),
        new SettingKey<Priority>("priority", "KuPkgSettings.Priority", new ChoiceForm<Priority>(("normal", Priority.Normal), ("critical", Priority.Critical)), static s => s.Priority, static (s, v) => s with { Priority = v }),
        .. Schedule(),
        .. Packages(),
        new SettingKey<bool>("mirrors.gateway", "MirrorSettings.IsGatewayUsed", Boolean, static s => s.Mirrors.IsGatewayUsed, static (s, v) => s with { Mirrors = s.Mirrors with { IsGatewayUsed = v } }),
        .. Limits(),
        .. Locks(),
        new SettingKey<bool>("services.restart", "ServiceSettings.IsRestartOfAll", new ChoiceForm<bool>(("all", true), ("contracts", false)), static s => s.Services.IsRestartOfAll, static (s, v) => s with { Services = s.Services with { IsRestartOfAll = v } }),
        .. Zombies(),
        new SettingKey<bool>("reboot.when", "RebootSettings.IsWhenNeeded", new ChoiceForm<bool>(("never", false), ("needed", true)), static s => s.Reboot.IsWhenNeeded, static (s, v) => s with { Reboot = s.Reboot with { IsWhenNeeded = v } }),
        new SettingKey<IReadOnlyList<WeeklyWindow>>("reboot.window", "RebootSettings.Windows", Windows, static s => s.Reboot.Windows, static (s, v) => s with { Reboot = s.Reboot with { Windows = v } }),
        new SettingKey<TimeSpan>("hooks.limit", "HookSettings.Limit", Patience("15m"), static s => s.Hooks.Limit, static (s, v) => s with { Hooks = s.Hooks with { Limit = v } }),
        .. Notices(),
        new SettingKey<TimeSpan>("history.keep", "KuPkgSettings.HistoryKeep", Duration(TimeSpan.FromDays(1), 100 * Year, "2y"), static s => s.HistoryKeep, static (s, v) => s with { HistoryKeep = v }),
    ];

    /// <summary>The key of a full name; null when there is none.</summary>
    public static SettingKey? Find(string name)
    {
        foreach (var key in All)
        {
            if (key.Name == name)
                return key;
        }

        return null;
    }

    private static SettingKey[] Schedule() =>
    [
        new SettingKey<TimeSpan>("schedule.every", "ScheduleSettings.Every", Duration(ScheduleSettings.LeastEvery, ScheduleSettings.MostEvery, "12h"), static s => s.Schedule.Every, static (s, v) => s with { Schedule = s.Schedule with { Every = v } }),
        new SettingKey<Jitter?>("schedule.jitter", "ScheduleSettings.Jitter", new JitterForm(), static s => s.Schedule.Spread, static (s, v) => s with { Schedule = s.Schedule with { Jitter = v } }),
        new SettingKey<IReadOnlyList<WeeklyWindow>>("schedule.window", "ScheduleSettings.Windows", Windows, static s => s.Schedule.Windows, static (s, v) => s with { Schedule = s.Schedule with { Windows = v } }),
        new SettingKey<string?>("schedule.zone", "ScheduleSettings.Zone", new ZoneForm(), static s => s.Schedule.Zone, static (s, v) => s with { Schedule = s.Schedule with { Zone = v } }),
        new SettingKey<TimeSpan>("schedule.stale_after", "ScheduleSettings.StaleAfter", Duration(Second, 10 * Year, "3d"), static s => s.Schedule.StaleAfter, static (s, v) => s with { Schedule = s.Schedule with { StaleAfter = v } }),
    ];

    private static SettingKey[] Packages() =>
    [
        new SettingKey<string>("packages.manager", "PackageSettings.Manager", new ChoiceForm<string>(("auto", "auto"), ("apt", "apt")), static s => s.Packages.Manager, static (s, v) => s with { Packages = s.Packages with { Manager = v } }),
        new SettingKey<bool>("packages.upgrade", "PackageSettings.SecurityOnly", new ChoiceForm<bool>(("all", false), ("security", true)), static s => s.Packages.SecurityOnly, static (s, v) => s with { Packages = s.Packages with { SecurityOnly = v } }),
        new SettingKey<IReadOnlyList<string>>("packages.only", "PackageSettings.Only", Globs, static s => s.Packages.Only, static (s, v) => s with { Packages = s.Packages with { Only = v } }),
        new SettingKey<IReadOnlyList<string>>("packages.never", "PackageSettings.Never", Globs, static s => s.Packages.Never, static (s, v) => s with { Packages = s.Packages with { Never = v } }),
        new SettingKey<TimeSpan>("packages.min_age", "PackageSettings.MinAge", Duration(TimeSpan.Zero, Year, "3d"), static s => s.Packages.MinAge, static (s, v) => s with { Packages = s.Packages with { MinAge = v } }),
        new SettingKey<bool>("packages.allow_removals", "PackageSettings.AllowRemovals", Boolean, static s => s.Packages.AllowRemovals, static (s, v) => s with { Packages = s.Packages with { AllowRemovals = v } }),
        new SettingKey<bool>("packages.allow_downgrades", "PackageSettings.AllowDowngrades", Boolean, static s => s.Packages.AllowDowngrades, static (s, v) => s with { Packages = s.Packages with { AllowDowngrades = v } }),
        new SettingKey<Autoremove>("packages.autoremove", "PackageSettings.Autoremove", new ChoiceForm<Autoremove>(("off", Autoremove.Off), ("kernels", Autoremove.Kernels), ("unused", Autoremove.Unused)), static s => s.Packages.Autoremove, static (s, v) => s with { Packages = s.Packages with { Autoremove = v } }),
        new SettingKey<long>("packages.keep_aside_max", "PackageSettings.KeepAsideMaxBytes", new SizeForm(), static s => s.Packages.KeepAsideMaxBytes, static (s, v) => s with { Packages = s.Packages with { KeepAsideMaxBytes = v } }),
        new SettingKey<TimeSpan>("packages.keep_archives", "PackageSettings.KeepArchives", Duration(TimeSpan.Zero, Year, "7d"), static s => s.Packages.KeepArchives, static (s, v) => s with { Packages = s.Packages with { KeepArchives = v } }),
    ];

    private static SettingKey[] Limits() =>
    [
        new SettingKey<TimeSpan>("limits.download.connect", "DownloadLimits.Connect", Duration(Second, TimeSpan.FromHours(1), "5s"), static s => s.Download.Connect, static (s, v) => s with { Download = s.Download with { Connect = v } }),
        new SettingKey<ByteFloor>("limits.download.floor", "DownloadLimits.FloorBytesPerSecond", new FloorForm(), static s => new ByteFloor(s.Download.FloorBytesPerSecond, s.Download.FloorOver), static (s, v) => s with { Download = s.Download with { FloorBytesPerSecond = v.BytesPerSecond, FloorOver = v.Over } }),
        new SettingKey<TimeSpan>("limits.download.budget", "DownloadLimits.Budget", Duration(Second, Year, "30m"), static s => s.Download.Budget, static (s, v) => s with { Download = s.Download with { Budget = v } }),
        new SettingKey<TimeSpan>("limits.install.quiet", "InstallLimits.Quiet", Patience("5m"), static s => s.Install.Quiet, static (s, v) => s with { Install = s.Install with { Quiet = v } }),
        new SettingKey<TimeSpan>("limits.install.spin", "InstallLimits.Spin", Patience("30m"), static s => s.Install.Spin, static (s, v) => s with { Install = s.Install with { Spin = v } }),
        new SettingKey<TimeSpan>("limits.install.budget", "InstallLimits.Budget", Duration(Second, Year, "2h"), static s => s.Install.Budget, static (s, v) => s with { Install = s.Install with { Budget = v } }),
        new SettingKey<TimeSpan?>("limits.install.hard", "InstallLimits.Hard", new OrOffForm(Duration(Second, Year, "6h")), static s => s.Install.Hard, static (s, v) => s with { Install = s.Install with { Hard = v } }),
        new SettingKey<TimeSpan>("limits.repair.quiet", "RepairLimits.Quiet", Patience("1m"), static s => s.Repair.Quiet, static (s, v) => s with { Repair = s.Repair with { Quiet = v } }),
        new SettingKey<int>("limits.repair.tries", "RepairLimits.Tries", new NumberForm(1, 10), static s => s.Repair.Tries, static (s, v) => s with { Repair = s.Repair with { Tries = v } }),
    ];

    private static SettingKey[] Locks() =>
    [
        new SettingKey<TimeSpan>("locks.wait", "LockSettings.Wait", Duration(TimeSpan.Zero, Year, "30m"), static s => s.Locks.Wait, static (s, v) => s with { Locks = s.Locks with { Wait = v } }),
        new SettingKey<TimeSpan>("locks.hung_after", "LockSettings.HungAfter", Patience("5m"), static s => s.Locks.HungAfter, static (s, v) => s with { Locks = s.Locks with { HungAfter = v } }),
        new SettingKey<HungHolder>("locks.on_hung", "LockSettings.OnHung", Hung, static s => s.Locks.OnHung, static (s, v) => s with { Locks = s.Locks with { OnHung = v } }),
        new SettingKey<HungHolder>("locks.interactive", "LockSettings.Interactive", Hung, static s => s.Locks.Interactive, static (s, v) => s with { Locks = s.Locks with { Interactive = v } }),
    ];

    private static SettingKey[] Zombies() =>
    [
        new SettingKey<IReadOnlyList<string>>("zombies.restart", "ZombieSettings.Restart", new ListForm<string>(new WordForm("a service or a glob", "worker*", IsUnit), "services"), static s => s.Zombies.Restart, static (s, v) => s with { Zombies = s.Zombies with { Restart = v } }),
        new SettingKey<TimeSpan>("zombies.after", "ZombieSettings.After", Duration(TimeSpan.Zero, Year, "1h"), static s => s.Zombies.After, static (s, v) => s with { Zombies = s.Zombies with { After = v } }),
        new SettingKey<IReadOnlyList<string>>("zombies.kill", "ZombieSettings.Kill", new ListForm<string>(new WordForm("the absolute path of an executable, or a unit", "/usr/sbin/food", static t => t.StartsWith('/') || IsUnit(t)), "executables and units"), static s => s.Zombies.Kill, static (s, v) => s with { Zombies = s.Zombies with { Kill = v } }),
    ];

    private static SettingKey[] Notices() =>
    [
        new SettingKey<IReadOnlyList<string>>("notify.on", "NotifySettings.On", new ListForm<string>(new WordForm("failure, recovery, change or always", "failure", static t => t is "failure" or "recovery" or "change" or "always"), "occasions"), static s => s.Notify.On, static (s, v) => s with { Notify = s.Notify with { On = v } }),
        new SettingKey<IReadOnlyList<string>>("notify.mail", "NotifySettings.Mail", new ListForm<string>(new WordForm("a mail address", "root", static t => !t.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c)) && t[0] != '-'), "mail addresses"), static s => s.Notify.Mail, static (s, v) => s with { Notify = s.Notify with { Mail = v } }),
        new SettingKey<IReadOnlyList<string>>("notify.command", "NotifySettings.Command", new ListForm<string>(new WordForm("a program (its absolute path) or an argument", "/usr/local/bin/page", static _ => true), "words"), static s => s.Notify.Command, static (s, v) => s with { Notify = s.Notify with { Command = v } }),
        new SettingKey<bool>("notify.motd", "NotifySettings.IsMotdWritten", Boolean, static s => s.Notify.IsMotdWritten, static (s, v) => s with { Notify = s.Notify with { IsMotdWritten = v } }),
        new SettingKey<string>("metrics.textfile_directory", "MetricsSettings.TextfileDirectory", new WordForm("an absolute path, or off", "/var/lib/prometheus/node-exporter", static t => t == "off" || t.StartsWith('/')), static s => s.Metrics.TextfileDirectory, static (s, v) => s with { Metrics = s.Metrics with { TextfileDirectory = v } }),
    ];

    private static DurationForm Duration(TimeSpan least, TimeSpan most, string example) => new(least, most, example);

    // Two looks are needed to tell a sleeper from a worker; below that a limit would shoot what merely was not seen to move.
    private static DurationForm Patience(string example) => new(2 * Second, Year, example);

    private static bool IsUnit(string text) => !text.Any(static c => c is ' ' or '/');

    private static bool IsName(string text) => text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
