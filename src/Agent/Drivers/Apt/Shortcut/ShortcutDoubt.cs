using KuPkg.Agent.Drivers.Apt.Access;
using KuPkg.Agent.Drivers.Apt.Sources;

namespace KuPkg.Agent.Drivers.Apt.Shortcut;

/// <summary>What of apt's configuration a <see cref="HostFingerprint"/> does not see, or a list's own dates do not say. There is then no shortcut on this host.</summary>
internal static class ShortcutDoubt
{
    private static readonly string[] OfEtc =
    [
        "Dir::Etc::main", "Dir::Etc::parts", "Dir::Etc::sourcelist", "Dir::Etc::sourceparts", "Dir::Etc::preferences", "Dir::Etc::preferencesparts",
        "Dir::Etc::trusted", "Dir::Etc::trustedparts", "Dir::Etc::netrc", "Dir::Etc::netrcparts",
    ];

    /// <summary>Why there is none, in words; null: nothing is in its way.</summary>
    /// <param name="config">apt's settings.</param>
    /// <param name="configTexts">The files that they come from.</param>
    /// <param name="sources">The host's sources.</param>
    public static string? Of(AptConfig config, IEnumerable<string> configTexts, IEnumerable<SourceFile> sources)
    {
        if (OfEtc.FirstOrDefault(n => config.FindPath(n) is { Length: > 0 } path && !path.StartsWith("/etc/apt/", StringComparison.Ordinal)) is { } name)
            return $"{name} is {config.FindPath(name)}, outside of /etc/apt";
        if (config.FindPath("Dir::State::lists").TrimEnd('/') != "/var/lib/apt/lists" || config.FindPath("Dir::State::status") != "/var/lib/dpkg/status")
            return "Dir::State leads elsewhere than to /var/lib/apt and /var/lib/dpkg";
        if (config.NamesBelow("Acquire::Max-ValidTime").FirstOrDefault() is { } limit)
            return $"{limit} lets lists expire earlier than they say";
        if (sources.Any(static f => f.Text.Contains("valid-until-max", StringComparison.OrdinalIgnoreCase)))
            return "a source has valid-until-max, which lets its lists expire earlier than they say";
        return configTexts.Any(static t => t.Contains("#include", StringComparison.Ordinal)) ? "apt's configuration includes other files" : null;
    }
}
