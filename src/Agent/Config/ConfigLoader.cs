using KuPkg.Agent.Config.Forms;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Config;

/// <summary>Reads the configuration of a host: files as typed, merged per key, validated settings. All mistakes are told at once. Thread-safe.</summary>
internal static class ConfigLoader
{
    private static readonly ListForm<string> Addresses = new(new WordForm(MirrorAddress.Words, "https://mirror.example.net/debian", MirrorAddress.IsOne), "addresses");

    public static ConfigState Load(HostPaths paths)
    {
        if (!File.Exists(paths.ConfigFile))
            return new ConfigState.Quarantined(paths.ConfigFile, RemovedAt(paths.ConfigFile));

        var mistakes = new List<ConfigMistake>();
        var fragments = new List<ConfigFragment>();
        foreach (var file in ConfigFiles.Find(paths))
        {
            // An empty file says nothing, and a status without a configuration to speak of need not load the reader of one.
            if (FileTrust.IsEmptyAndTrusted(file))
                continue;
            try
            {
                if (ConfigFragment.Read(file, mistakes) is { } fragment)
                    fragments.Add(fragment);
            }
            catch (UnauthorizedAccessException)
            {
                return new ConfigState.Unreadable(file);
            }
        }

        if (mistakes.Count == 0 && fragments.TrueForAll(static f => f.Root.Entries.Count == 0))
            return new ConfigState.Loaded(new KuPkgSettings(), null);

        var merged = new MergedConfig(fragments, mistakes);
        var settings = Settings(merged, mistakes);
        return mistakes.Count > 0 ? new ConfigState.Refused(paths.ConfigFile, ConfigMistake.InOrder(mistakes)) : new ConfigState.Loaded(settings, merged);
    }

    private static KuPkgSettings Settings(MergedConfig merged, List<ConfigMistake> mistakes)
    {
        var settings = new KuPkgSettings();
        var before = mistakes.Count;
        foreach (var (name, placed) in merged.Values)
            settings = Apply(settings, SettingKeys.Find(name)!, placed, mistakes);
        var alternates = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (address, placed) in merged.Alternates)
        {
            if (Addresses.TryRead(placed.Value, out var list) is { } why)
                mistakes.Add(new(placed.File, placed.Value.Position, $"mirrors.\"{address}\": {(why.Length > 0 ? why : $"not {Addresses.Words}")}"));
            alternates[address] = list;
        }

        // A rule between two values says nothing while one of them is wrong in itself.
        if (mistakes.Count == before)
        {
            foreach (var mistake in ScheduleRules.Mistakes(settings.Schedule))
            {
                var placed = merged.Values.GetValueOrDefault(mistake.Key) ?? merged.Values.GetValueOrDefault("schedule.every");
                mistakes.Add(new(placed?.File ?? "", placed?.Value.Position, $"{mistake.Key}: {mistake.Text}"));
            }
        }

        return alternates.Count == 0 ? settings : settings with { Mirrors = settings.Mirrors with { Alternates = alternates } };
    }

    // The weaker ones first, so that the strongest stays; a mistake is told although a stronger file hides it.
    private static KuPkgSettings Apply(KuPkgSettings settings, SettingKey key, PlacedValue placed, List<ConfigMistake> mistakes)
    {
        if (placed.Beaten is { } beaten)
            settings = Apply(settings, key, beaten, mistakes);
        settings = key.Apply(settings, placed.Value, out var mistake);
        if (mistake.Length > 0)
            mistakes.Add(new(placed.File, placed.Value.Position, $"{key.Name}: {mistake}"));
        return settings;
    }

    private static DateTimeOffset? RemovedAt(string file) =>
        Path.GetDirectoryName(file) is { } directory && Directory.Exists(directory)
            ? new DateTimeOffset(Directory.GetLastWriteTimeUtc(directory))
            : null;
}
