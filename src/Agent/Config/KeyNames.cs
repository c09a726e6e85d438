using KuPkg.Toml;

namespace KuPkg.Agent.Config;

/// <summary>The names of keys and sections, and what to say of one that is none.</summary>
internal static class KeyNames
{
    /// <summary>Whether keys stand below this name: <c>limits</c>, <c>limits.install</c>.</summary>
    public static bool IsSection(string name)
    {
        foreach (var key in SettingKeys.All)
        {
            if (key.Name.Length > name.Length && key.Name[name.Length] == '.' && key.Name.StartsWith(name, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>Why a key is wrong here, and what was probably meant.</summary>
    /// <param name="section">Where it stands; empty: at the top.</param>
    /// <param name="entry">The key and its value.</param>
    public static string Unknown(string section, TomlEntry entry)
    {
        var name = entry.Key;
        if (section.Length == 0 && name == "service")
            return "[service] is a contract; contracts have files of their own, in contracts.d";
        if (section.Length == 0 && entry.Value is TomlTable)
            return $"unknown section [{name}]; {Suggestion.For(name, Sections())}";
        if (section == "mirrors")
            return $"\"{name}\" is neither \"gateway\" nor {MirrorAddress.Words}";

        // A key that is right elsewhere stands below the wrong line.
        var elsewhere = SettingKeys.All.Where(k => Last(k.Name) == name).Select(static k => k.Name).ToList();
        var where = section.Length == 0 ? "" : $" in [{section}]";
        if (elsewhere is [var only])
            return only.Contains('.', StringComparison.Ordinal) ? $"unknown key \"{name}\"{where}; it belongs in [{only[..only.LastIndexOf('.')]}]" : $"unknown key \"{name}\"{where}; it belongs at the top, before the first section";
        return $"unknown key \"{name}\"{where}; {Suggestion.For(name, KeysOf(section))}";
    }

    private static IEnumerable<string> Sections() =>
        SettingKeys.All.Where(static k => k.Name.Contains('.', StringComparison.Ordinal)).Select(static k => k.Name[..k.Name.LastIndexOf('.')]).Distinct();

    private static IEnumerable<string> KeysOf(string section) =>
        SettingKeys.All.Where(k => section.Length == 0 ? !k.Name.Contains('.', StringComparison.Ordinal) : k.Name == $"{section}.{Last(k.Name)}").Select(static k => Last(k.Name))
            .Concat(section == "limits" ? ["download", "install", "repair"] : []);

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];
}
