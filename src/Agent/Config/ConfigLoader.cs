using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Config;

/// <summary>Finds the configuration of a host. Keys are not read yet: a file that has any is refused, never ignored.</summary>
internal static class ConfigLoader
{
    public static ConfigState Load(HostPaths paths)
    {
        if (!File.Exists(paths.ConfigFile))
            return new ConfigState.Quarantined(paths.ConfigFile, RemovedAt(paths.ConfigFile));

        var mistakes = new List<string>();
        Check(paths.ConfigFile, mistakes);
        foreach (var directory in paths.DropInDirectories.Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(directory, "*.toml").Order(StringComparer.Ordinal))
                Check(file, mistakes);
        }

        return mistakes.Count > 0 ? new ConfigState.Refused(paths.ConfigFile, mistakes) : new ConfigState.Loaded(new KuPkgSettings());
    }

    private static void Check(string file, List<string> mistakes)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            mistakes.Add($"{file}: cannot be read: {e.Message}");
            return;
        }

        for (var line = 0; line < lines.Length; line++)
        {
            var text = lines[line].TrimStart();
            if (text.Length == 0 || text[0] == '#')
                continue;
            mistakes.Add($"{file}:{line + 1}:{lines[line].Length - text.Length + 1}  this version reads no keys from files; "
                + "leave only comments, and give single settings with --set KEY=VALUE");
            return;
        }
    }

    private static DateTimeOffset? RemovedAt(string file) =>
        Path.GetDirectoryName(file) is { } directory && Directory.Exists(directory)
            ? new DateTimeOffset(Directory.GetLastWriteTimeUtc(directory))
            : null;
}
