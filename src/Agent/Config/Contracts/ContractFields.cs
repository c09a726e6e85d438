using System.Globalization;
using System.Net;
using KuPkg.Agent.Config.Forms;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Config.Contracts;

/// <summary>The keys of <c>[service.NAME]</c> and of <c>[[service.NAME.check]]</c>. Thread-safe.</summary>
internal static class ContractFields
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly SettingForm<string> Path = new WordForm("an absolute path", "/usr/sbin/food", static t => t.StartsWith('/'));
    private static readonly SettingForm<string> UnitName = new WordForm("the name of a unit, script or job", "foo.service", static t => t[0] != '-' && !t.Any(static c => char.IsWhiteSpace(c) || c == '/'));
    private static readonly SettingForm<IReadOnlyList<string>> Words = new ListForm<string>(new WordForm("a program or an argument", "/usr/sbin/sshd", static _ => true), "words");

    /// <summary>Those of a service. <c>process</c> and <c>check</c> are tables of their own.</summary>
    public static IReadOnlyList<ContractField<ServiceContract>> Service { get; } =
    [
        new ContractField<ServiceContract, IReadOnlyList<string>>("packages", new ListForm<string>(new WordForm("a package's name", "foo", static t => !t.Any(char.IsWhiteSpace)), "packages"), static (s, v) => s with { Packages = v }),
        new ContractField<ServiceContract, Supervisor>(
            "supervisor", new ChoiceForm<Supervisor>(("systemd", Supervisor.Systemd), ("sysv", Supervisor.SysV), ("upstart", Supervisor.Upstart), ("none", Supervisor.None)), static (s, v) => s with { Supervisor = v }),
        new ContractField<ServiceContract, string>("unit", UnitName, static (s, v) => s with { Unit = v }),
        new ContractField<ServiceContract, RestartWay>(
            "restart", new ChoiceForm<RestartWay>(("kill", RestartWay.Kill), ("supervisor", RestartWay.Supervisor), ("none", RestartWay.None)), static (s, v) => s with { Restart = v }),
        new ContractField<ServiceContract, TimeSpan>("stop_within", new DurationForm(Second, Day, "30s"), static (s, v) => s with { StopWithin = v }),
        new ContractField<ServiceContract, Strays>("strays", new ChoiceForm<Strays>(("report", Strays.Report), ("kill", Strays.Kill)), static (s, v) => s with { Strays = v }),
        new ContractField<ServiceContract, TimeSpan>("stable_for", new DurationForm(TimeSpan.Zero, Day, "20s"), static (s, v) => s with { StableFor = v }),
        new ContractField<ServiceContract, IReadOnlyList<Remedy>>(
            "on_failure",
            new ListForm<Remedy>(new ChoiceForm<Remedy>(("kill", Remedy.Kill), ("restart", Remedy.Restart), ("rollback", Remedy.Rollback), ("hold", Remedy.Hold), ("page", Remedy.Page)), "remedies"),
            static (s, v) => s with { OnFailure = v }),
        new ContractField<ServiceContract, bool>("block_when_ill", new BooleanForm(), static (s, v) => s with { IsUpgradeBlockedWhenIll = v }),
        new ContractField<ServiceContract, bool>("start_limit", new ChoiceForm<bool>(("respect", false), ("reset", true)), static (s, v) => s with { IsStartLimitReset = v }),
        new ContractField<ServiceContract, Priority>("priority", new ChoiceForm<Priority>(("normal", Priority.Normal), ("critical", Priority.Critical)), static (s, v) => s with { Priority = v }),
    ];

    /// <summary>Those of <c>process</c>.</summary>
    public static IReadOnlyList<ContractField<ServiceContract>> Process { get; } =
    [
        new ContractField<ServiceContract, string>("exe", Path, static (s, v) => s with { Executable = v }),
        new ContractField<ServiceContract, string>("user", new WordForm("a user's name", "foo", static t => !t.Any(char.IsWhiteSpace)), static (s, v) => s with { User = v }),
    ];

    /// <summary>Those of a check.</summary>
    public static IReadOnlyList<ContractField<CheckDraft>> Check { get; } =
    [
        new ContractField<CheckDraft, string>("tcp", new WordForm("HOST:PORT", "127.0.0.1:7000", IsEndPoint), static (c, v) => c with { Tcp = v }),
        new ContractField<CheckDraft, string>("unix", new WordForm("the absolute path of a socket", "/run/foo.sock", static t => t.StartsWith('/')), static (c, v) => c with { Unix = v }),
        new ContractField<CheckDraft, string>("http", new WordForm("an http or https address", "http://127.0.0.1:7001/health", IsHttp), static (c, v) => c with { Http = v }),
        new ContractField<CheckDraft, IReadOnlyList<string>>("exec", Words, static (c, v) => c with { Exec = v }),
        new ContractField<CheckDraft, string>("unit", UnitName, static (c, v) => c with { Unit = v }),
        new ContractField<CheckDraft, string>("banner", new RegexForm("^foo ready"), static (c, v) => c with { Banner = v }),
        new ContractField<CheckDraft, string>("body", new RegexForm("\"ok\""), static (c, v) => c with { Body = v }),
        new ContractField<CheckDraft, int>("status", new NumberForm(100, 599), static (c, v) => c with { Status = v }),
        new ContractField<CheckDraft, TimeSpan>("timeout", new DurationForm(TimeSpan.FromMilliseconds(100), Day, "5s"), static (c, v) => c with { Timeout = v }),
        new ContractField<CheckDraft, TimeSpan>("within", new DurationForm(TimeSpan.Zero, Day, "30s"), static (c, v) => c with { Within = v }),
        new ContractField<CheckDraft, TimeSpan>("every", new DurationForm(Second, Day, "5m"), static (c, v) => c with { Every = v }),
        new ContractField<CheckDraft, int>("tries", new NumberForm(1, 100), static (c, v) => c with { Tries = v }),
        new ContractField<CheckDraft, CheckTime>("at", new ChoiceForm<CheckTime>(("both", CheckTime.Both), ("before", CheckTime.Before), ("after", CheckTime.After)), static (c, v) => c with { At = v }),
    ];

    private static bool IsEndPoint(string text) =>
        text.LastIndexOf(':') is > 0 and var colon && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
        && (IPAddress.TryParse(text.AsSpan(0, colon).Trim("[]"), out _) || Uri.CheckHostName(text[..colon]) == UriHostNameType.Dns);

    private static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0;
}
