using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Options of apt-get and dpkg, as argument vectors. Given on the command line, because apt reads APT_CONFIG before the host's own files, which would win.</summary>
internal static class AptOptions
{
    /// <summary>For anything: quiet means no redrawn progress, one line each.</summary>
    public static IReadOnlyList<string> Always { get; } = ["-q", "-o", "APT::Color=0"];

    // A stalled file costs (Retries + 1) × Timeout each, one after the other, so apt does not retry: the run decides about a second try.
    public static IReadOnlyList<string> Fetching { get; } =
    [
        .. Option("Acquire::Retries=0"), .. Option("Acquire::http::Timeout=15"), .. Option("Acquire::https::Timeout=15"), .. Option("Acquire::ftp::Timeout=15"),
    ];

    /// <summary>
    /// apt's own patience with the gateway: longer than any file, as a small one reaches apt only when it is whole, and one may wait for its turn. A gateway that is silent for no
    /// reason is the watch's to judge.
    /// </summary>
    public const int SecondsBehindGateway = 3600;

    // The gateway answers for slow and silent mirrors: it must lose patience before apt does. What it breaks off, apt asks for again at once, from where it was.
    public static IReadOnlyList<string> FetchingBehindGateway { get; } =
    [
        .. Option("Acquire::Retries=2"), .. Option("Acquire::Retries::Delay=false"), .. Option($"Acquire::http::Timeout={SecondsBehindGateway}"), .. Option("Acquire::https::Timeout=15"),
        .. Option("Acquire::ftp::Timeout=15"),
    ];

    // Without Error-Mode=any apt-get update exits with 0 although a source could not be reached.
    public static IReadOnlyList<string> Refreshing { get; } = [.. Option("APT::Update::Error-Mode=any")];

    /// <summary>For what takes dpkg's locks. The archives are kept: the repair may need them.</summary>
    public static IReadOnlyList<string> Changing { get; } =
    [
        "-y", .. Option("Dpkg::Use-Pty=0"), .. Option("DPkg::Lock::Timeout=60"), .. Option("APT::Get::AutomaticRemove=false"),
        .. Option("APT::Keep-Downloaded-Packages=true"), .. Option("Dpkg::Options::=--force-confdef"), .. Option("Dpkg::Options::=--force-confold"),
    ];

    /// <summary>For dpkg itself: keep the administrator's files and ask nothing.</summary>
    public static IReadOnlyList<string> Dpkg { get; } = ["--force-confdef", "--force-confold"];

    /// <summary>apt writes its steps to descriptor 3.</summary>
    public static IReadOnlyList<string> StatusFd { get; } = [.. Option("APT::Status-Fd=3")];

    /// <summary>The upgrade itself, the same for plan, download and install. It never names a package, so that auto marks and phasing stay right.</summary>
    public static IReadOnlyList<string> Upgrade(PackageSettings settings) =>
        [
            .. settings.AllowRemovals ? (string[])["dist-upgrade"] : ["upgrade", "--with-new-pkgs", "--no-remove"],
            .. settings.AllowDowngrades ? (string[])["--allow-downgrades"] : [],
        ];

    public static IReadOnlyList<string> Option(string setting) => ["-o", setting];
}
