using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Config;

/// <summary>Single settings given on the command line: <c>--set KEY=VALUE</c>.</summary>
internal static class SettingOverrides
{
    /// <summary>Applies assignments in order; a later one replaces an earlier one.</summary>
    /// <param name="settings">What they start from.</param>
    /// <param name="assignments">As typed.</param>
    /// <param name="mistakes">Every mistake, each in one line; empty when all could be applied.</param>
    public static KuPkgSettings Apply(KuPkgSettings settings, IReadOnlyList<string> assignments, out IReadOnlyList<string> mistakes)
    {
        var found = new List<string>();
        foreach (var assignment in assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? assignment : assignment[..equals].Trim();
            if (equals < 0)
            {
                found.Add($"--set {assignment}: a value is missing; write --set KEY=VALUE");
            }
            else if (SettingKeys.Find(name) is not { } key)
            {
                found.Add($"--set {assignment}: unknown key \"{name}\"; {Suggestion.For(name, SettingKeys.All.Select(static k => k.Name))}");
            }
            else
            {
                settings = key.Apply(settings, assignment[(equals + 1)..].Trim(), out var mistake);
                if (mistake.Length > 0)
                    found.Add($"--set {assignment}: {mistake}");
            }
        }

        if (assignments.Count > 0)
            found.AddRange(ScheduleRules.Mistakes(settings.Schedule).Select(static m => $"{m.Key}: {m.Text}"));
        mistakes = found;
        return settings;
    }
}
