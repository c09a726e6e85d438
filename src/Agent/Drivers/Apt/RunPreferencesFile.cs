using System.Text;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>
/// Turns the preferences of a run into apt's own (apt_preferences(5)), added to the administrator's for this run only.
/// </summary>
/// <remarks>
/// Found by experiment with apt 2.6: for one version the first record that matches wins; the single preferences file is read before the directory.
/// So what this run denies goes before the administrator's single file, and what it merely prefers (security archives) comes last in a copy of the directory.
/// A name without <c>:any</c> is about the native architecture only.
/// </remarks>
internal sealed class RunPreferencesFile(AptPaths paths)
{
    /// <summary>Writes the files and gives the options that make apt read them. No restriction: no files, no options.</summary>
    public IReadOnlyList<string> Write(RunFolder folder, RunPreferences preferences)
    {
        List<string> options = [];
        if (Denials(preferences) is { Length: > 0 } denials)
        {
            if (File.Exists(paths.Preferences))
                denials += "\n" + File.ReadAllText(paths.Preferences);
            options.AddRange(AptOptions.Option($"Dir::Etc::preferences={paths.Inside(WriteFile(folder.File("apt-preferences"), denials))}"));
        }

        if (preferences.Settings.SecurityOnly)
            options.AddRange(AptOptions.Option($"Dir::Etc::preferencesparts={paths.Inside(WriteParts(folder))}"));
        return options;
    }

    private string Denials(RunPreferences preferences)
    {
        var text = new StringBuilder();
        foreach (var hold in preferences.Holds)
            text.Append(PinRecord.Of($"{hold.Package.Name}:any", $"version {hold.Version}", -1));
        foreach (var young in preferences.TooYoung)
            text.Append(PinRecord.Of($"{young.Package.Name}:any", $"version {young.Version}", -1));
        if (preferences.Paused is { Count: > 0 } paused)
            text.Append(KeepAsTheyAre(paused.Select(static p => p.Name)));
        if (preferences.Blocked is { Count: > 0 } blocked)
            text.Append(KeepAsTheyAre(blocked.Select(static b => b.Name)));
        if (preferences.Settings.Never is { Count: > 0 } never)
            text.Append(KeepAsTheyAre(never));

        var only = preferences.Only.Count > 0 ? preferences.Only : preferences.Settings.Only;
        if (only.Count > 0 && Others(only) is { Count: > 0 } others)
            text.Append(KeepAsTheyAre(others));
        return text.ToString();
    }

    /// <summary>The installed packages that are not meant: neither they nor their source package, nor a sibling of the same source, is named.</summary>
    private List<string> Others(IReadOnlyList<string> only)
    {
        var installed = DpkgStatusFile.Read(paths.DpkgStatus);
        var meant = installed.Where(p => PackageGlob.MatchesAny(only, p.Name) || PackageGlob.MatchesAny(only, p.Source)).Select(p => p.Source).ToHashSet();
        return [.. installed.Where(p => !meant.Contains(p.Source)).Select(p => p.Name).Distinct()];
    }

    // The installed version must keep a priority above zero, or the package has no candidate at all.
    private static string KeepAsTheyAre(IEnumerable<string> names)
    {
        var list = string.Join(' ', names.Select(n => $"{n}:any"));
        return PinRecord.Of(list, "release a=now", 100) + PinRecord.Of(list, "release *", -1);
    }

    // New packages stay free to come from anywhere: a security update may need one.
    private static string SecurityOnly(IEnumerable<string> names)
    {
        var list = string.Join(' ', names.Select(n => $"{n}:any"));
        return PinRecord.Of(list, "release l=Debian-Security", 500) + PinRecord.Of(list, "release a=/-security$/", 500)
            + PinRecord.Of(list, "release a=now", 100) + PinRecord.Of(list, "release *", -1);
    }

    private string WriteParts(RunFolder folder)
    {
        var parts = folder.File("apt-preferences.d");
        if (Directory.Exists(parts))
            Directory.Delete(parts, recursive: true);
        Directory.CreateDirectory(parts);
        if (Directory.Exists(paths.PreferencesParts))
        {
            foreach (var file in Directory.EnumerateFiles(paths.PreferencesParts))
                File.CreateSymbolicLink(Path.Join(parts, Path.GetFileName(file)), paths.Inside(file));
        }

        WriteFile(Path.Join(parts, "zzz-kupkg-run"), SecurityOnly(DpkgStatusFile.Read(paths.DpkgStatus).Select(p => p.Name).Distinct()));
        return parts;
    }

    private static string WriteFile(string path, string text)
    {
        File.WriteAllText(path, text);
        return path;
    }
}
