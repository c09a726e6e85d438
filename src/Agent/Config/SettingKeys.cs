using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Config;

/// <summary>The keys under which single settings can be given (<c>--set limits.install.quiet=90s</c>): the same names as in the configuration file.</summary>
internal static class SettingKeys
{
    private delegate KuPkgSettings? Setter(KuPkgSettings settings, string text);

    private static readonly Dictionary<string, (string Form, Setter Set)> Keys = new(StringComparer.Ordinal)
    {
        ["track"] = ("a word", (s, t) => t.Length > 0 ? s with { Track = t } : null),
        ["priority"] = ("normal or critical", (s, t) => t switch
        {
            "normal" => s with { Priority = Priority.Normal },
            "critical" => s with { Priority = Priority.Critical },
            _ => null,
        }),
        ["schedule.every"] = ("a duration of at least 15m, such as 12h", (s, t) =>
            SettingText.Duration(t) is { } d && d >= TimeSpan.FromMinutes(15) ? s with { Schedule = s.Schedule with { Every = d } } : null),
        ["schedule.stale_after"] = ("a duration, such as 3d", (s, t) =>
            Positive(t) is { } d ? s with { Schedule = s.Schedule with { StaleAfter = d } } : null),
        ["packages.upgrade"] = ("all or security", (s, t) =>
            t is "all" or "security" ? s with { Packages = s.Packages with { SecurityOnly = t == "security" } } : null),
        ["packages.only"] = ("package globs separated by commas", (s, t) => s with { Packages = s.Packages with { Only = SettingText.Words(t) } }),
        ["packages.never"] = ("package globs separated by commas", (s, t) => s with { Packages = s.Packages with { Never = SettingText.Words(t) } }),
        ["packages.allow_removals"] = ("true or false", (s, t) =>
            SettingText.Boolean(t) is { } b ? s with { Packages = s.Packages with { AllowRemovals = b } } : null),
        ["packages.keep_aside_max"] = ("a size, such as 2 GiB", (s, t) =>
            SettingText.Size(t) is { } b ? s with { Packages = s.Packages with { KeepAsideMaxBytes = b } } : null),
        ["limits.download.connect"] = ("a duration, such as 5s", (s, t) =>
            Positive(t) is { } d ? s with { Download = s.Download with { Connect = d } } : null),
        ["limits.download.floor"] = ("a rate over a time, such as 2 KiB/s over 15s", (s, t) =>
            SettingText.Floor(t) is { } f ? s with { Download = s.Download with { FloorBytesPerSecond = f.BytesPerSecond, FloorOver = f.Over } } : null),
        ["limits.download.budget"] = ("a duration, such as 30m", (s, t) =>
            Positive(t) is { } d ? s with { Download = s.Download with { Budget = d } } : null),
        ["limits.install.quiet"] = ("a duration of at least 2s, such as 5m", (s, t) =>
            AtLeastTwoSeconds(t) is { } d ? s with { Install = s.Install with { Quiet = d } } : null),
        ["limits.install.spin"] = ("a duration of at least 2s, such as 30m", (s, t) =>
            AtLeastTwoSeconds(t) is { } d ? s with { Install = s.Install with { Spin = d } } : null),
        ["limits.install.budget"] = ("a duration, such as 2h", (s, t) =>
            Positive(t) is { } d ? s with { Install = s.Install with { Budget = d } } : null),
        ["limits.install.hard"] = ("a duration, or off", (s, t) =>
            t == "off" ? s with { Install = s.Install with { Hard = null } }
            : Positive(t) is { } d ? s with { Install = s.Install with { Hard = d } } : null),
        ["limits.repair.quiet"] = ("a duration of at least 2s, such as 1m", (s, t) =>
            AtLeastTwoSeconds(t) is { } d ? s with { Repair = s.Repair with { Quiet = d } } : null),
        ["limits.repair.tries"] = ("a number from 1 to 10", (s, t) =>
            int.TryParse(t, out var n) && n is >= 1 and <= 10 ? s with { Repair = s.Repair with { Tries = n } } : null),
        ["locks.wait"] = ("a duration, such as 30m", (s, t) =>
            SettingText.Duration(t) is { } d ? s with { Locks = s.Locks with { Wait = d } } : null),
        ["locks.hung_after"] = ("a duration of at least 2s, such as 5m", (s, t) =>
            AtLeastTwoSeconds(t) is { } d ? s with { Locks = s.Locks with { HungAfter = d } } : null),
        ["locks.on_hung"] = ("kill, wait or report", (s, t) =>
            Hung(t) is { } h ? s with { Locks = s.Locks with { OnHung = h } } : null),
        ["locks.interactive"] = ("kill, wait or report", (s, t) =>
            Hung(t) is { } h ? s with { Locks = s.Locks with { Interactive = h } } : null),
        ["history.keep"] = ("a duration, such as 2y", (s, t) => Positive(t) is { } d ? s with { HistoryKeep = d } : null),
    };

    /// <summary>Applies assignments <c>KEY=VALUE</c> in order; a later one replaces an earlier one.</summary>
    /// <param name="settings">What they start from.</param>
    /// <param name="assignments">As typed.</param>
    /// <param name="mistakes">Every mistake, each in one line; empty when all could be applied.</param>
    public static KuPkgSettings Apply(KuPkgSettings settings, IEnumerable<string> assignments, out IReadOnlyList<string> mistakes)
    {
        var found = new List<string>();
        foreach (var assignment in assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? assignment : assignment[..equals].Trim();
            if (equals < 0)
                found.Add($"--set {assignment}: a value is missing; write --set KEY=VALUE");
            else if (!Keys.TryGetValue(key, out var entry))
                found.Add($"--set {assignment}: unknown key \"{key}\"; {Suggestion.For(key, Keys.Keys)}");
            else if (entry.Set(settings, assignment[(equals + 1)..].Trim()) is { } changed)
                settings = changed;
            else
                found.Add($"--set {assignment}: \"{assignment[(equals + 1)..].Trim()}\" is not {entry.Form}");
        }

        mistakes = found;
        return settings;
    }

    private static HungHolder? Hung(string text) => text switch
    {
        "kill" => HungHolder.Kill,
        "wait" => HungHolder.Wait,
        "report" => HungHolder.Report,
        _ => null,
    };

    private static TimeSpan? Positive(string text) => SettingText.Duration(text) is { } d && d > TimeSpan.Zero ? d : null;

    // Two looks are needed to tell a sleeper from a worker; below that a limit would shoot what merely was not seen to move.
    private static TimeSpan? AtLeastTwoSeconds(string text) => SettingText.Duration(text) is { } d && d >= TimeSpan.FromSeconds(2) ? d : null;
}
