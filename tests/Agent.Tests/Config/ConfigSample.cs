using System.Text;
using KuPkg.Agent.Config;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Config;

/// <summary>Makes docs/kupkg.toml.example: every key with its default, in a comment. Prose begins with "# ", a setting with "#" alone, so that taking this away puts it in force.</summary>
internal static class ConfigSample
{
    private const int Width = 110;

    private const string Head = """
        # KuPkg's configuration, with every key and its default. Made by "make docs" from the settings types.
        #
        # All is in comments: as it stands this file says what an empty one says, which is a good configuration.
        # To change a setting, take away the "#" before it, or better, put the setting into a file of its own in
        # /etc/kupkg/kupkg.d. Then:     kupkg config check

        """;

    public static string Make()
    {
        var text = new StringBuilder(Head);
        var defaults = new KuPkgSettings();
        var section = "";
        foreach (var key in SettingKeys.All)
        {
            var dot = key.Name.LastIndexOf('.');
            var own = dot < 0 ? "" : key.Name[..dot];
            if (own != section)
                text.Append($"\n[{own}]\n");
            section = own;
            Prose(text, ConfigDocument.Documentation.Of(key.Member));
            text.Append(key.Write(defaults) is { } value ? $"#{key.Name[(dot + 1)..]} = {value}\n" : $"# {key.Name[(dot + 1)..]} = {key.Example}\n");
            if (key.Name == "mirrors.gateway")
                Prose(text, $"{ConfigDocument.Documentation.Of("MirrorSettings.Alternates")} Not acted on by this version yet.");
        }

        return text.ToString();
    }

    private static void Prose(StringBuilder text, string documentation)
    {
        text.Append('\n');
        var line = new StringBuilder("#");
        foreach (var word in documentation.Replace("`", "", StringComparison.Ordinal).Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line.Clear().Append('#');
            }

            line.Append(' ').Append(word);
        }

        text.Append(line).Append('\n');
    }
}
