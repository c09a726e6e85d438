using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KuPkg.Agent.Config;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Config;

/// <summary>Makes docs/config.md from the keys and the documentation of the settings types.</summary>
internal static partial class ConfigDocument
{
    private const string Title = """
        # The configuration

        *Made by `make docs` from the settings types; do not edit.*


        """;

    /// <summary>What goes for all keys.</summary>
    public const string Preface = """
        `/etc/kupkg/kupkg.toml` is [TOML 1.0](https://toml.io/en/v1.0.0). Every key has a default, and an empty file is a good configuration. Without the file the host is
        quarantined: nothing is refreshed, installed or killed.

        - Drop-ins (`*.toml`) lie in `/usr/lib/kupkg/kupkg.d` (packages), `/etc/kupkg/kupkg.d` (you) and `/run/kupkg/kupkg.d` (until the next boot). They are read after the file, in
          the order of their names, whatever their directory. Per key the later one counts; a list is replaced, not added to.
        - A drop-in replaces the one of the same name in a directory named before its own. A link to `/dev/null` masks it.
        - The files and their directories must belong to root, and nobody else may write to them. Else they are refused, never used in part.
        - `kupkg config check` tells all mistakes at once, with file, line and column; `kupkg config show` tells what is in force and where each value comes from.
        - `kupkg run --set KEY=VALUE` gives a single setting for one run. Lists are separated by commas, windows by semicolons.
        - `--config FILE` reads that file and no drop-ins.
        - While the configuration has a mistake no run begins (exit 78), and `kupkg status` says so.

        Durations are a number and one of ms, s, m, h, d, y (365 days): `90s`, `1.5h`. Sizes are a number and one of B, KiB, MiB, GiB, TiB.

        """;

    public static string Make()
    {
        var text = new StringBuilder(Title).Append(Preface);
        var defaults = new KuPkgSettings();
        string? section = null;
        foreach (var key in SettingKeys.All)
        {
            var dot = key.Name.LastIndexOf('.');
            var own = dot < 0 ? "" : key.Name[..dot];
            if (own != section)
                text.Append($"\n## {(own.Length == 0 ? "At the top" : $"[{own}]")}\n");
            section = own;
            text.Append($"\n### {key.Name}\n\n{Documentation.Of(key.Member)}\n\n");
            text.Append($"- Value: {key.Words}.\n- Default: {(key.Write(defaults) is { } value ? $"`{value}`" : "none")}\n");
            if (key.Name == "mirrors.gateway")
                text.Append($"\n### mirrors.\"ADDRESS\"\n\n{Documentation.Of("MirrorSettings.Alternates")}\n\n- Value: a list of addresses.\n");
        }

        return text.ToString();
    }

    internal static partial class Documentation
    {
        private static readonly XDocument Xml = XDocument.Load(Path.ChangeExtension(typeof(KuPkgSettings).Assembly.Location, ".xml"));

        public static string Of(string member)
        {
            var name = $"P:KuPkg.Policy.Settings.{member}";
            var summary = Xml.Descendants("member").Single(m => m.Attribute("name")!.Value == name).Element("summary")!;
            return Blanks().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();
        }

        private static string Text(XNode node) => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{KeyOf(see.Attribute("cref")!.Value)}`",
            _ => throw new InvalidOperationException($"a summary with <{node}>"),
        };

        // P:KuPkg.Policy.Settings.ScheduleSettings.Every: what a reader of the page knows it as.
        private static string KeyOf(string reference)
        {
            var member = string.Join('.', reference.Split('.')[^2..]);
            return SettingKeys.All.Single(k => k.Member == member).Name;
        }

        [GeneratedRegex(@"\s+")]
        private static partial Regex Blanks();
    }
}
