using KuPkg.Policy.Model;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>dpkg-query: its format and the rows it prints.</summary>
internal static class DpkgQuery
{
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "-W", "-f", @"${Package}\t${Architecture}\t${Version}\t${source:Package}\t${db:Status-Want} ${db:Status-Eflag} ${db:Status-Status}\n",
    ];

    // libc6	amd64	2.36-9+deb12u10	glibc	install ok installed
    /// <summary>One row; null for a line in another form.</summary>
    public static InstalledPackage? Parse(string line) =>
        line.Split('\t') is [{ Length: > 0 } name, var architecture, var version, var source, var state] && state.Split(' ') is [_, var flag, var status]
            ? new InstalledPackage(new PackageId(name, architecture), version, source.Length > 0 ? source : name, StateOf(flag, status), state)
            : null;

    private static PackageState StateOf(string flag, string status) => (flag, status) switch
    {
        ("reinstreq", _) => PackageState.NeedsReinstall,
        (_, "installed") => PackageState.Installed,
        (_, "not-installed" or "config-files") => PackageState.NotInstalled,
        (_, "unpacked") => PackageState.Unpacked,
        (_, "half-configured") => PackageState.HalfConfigured,
        (_, "triggers-pending" or "triggers-awaited") => PackageState.TriggersPending,
        // half-installed, and whatever a later dpkg may say
        _ => PackageState.NeedsReinstall,
    };
}
