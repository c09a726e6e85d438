using KuPkg.Agent.Config;
using KuPkg.Agent.Tests.Config;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Manual;

/// <summary>kupkg.toml(5), from what docs/config.md is made from.</summary>
internal static class ConfigPage
{
    public static string Make()
    {
        var page = new Roff("kupkg.toml", 5, Release.Date, Release.Version, "the settings types")
            .Name("kupkg.toml", "configuration of kupkg")
            .Section("Synopsis").Lines("/etc/kupkg/kupkg.toml", "/usr/lib/kupkg/kupkg.d/*.toml", "/etc/kupkg/kupkg.d/*.toml", "/run/kupkg/kupkg.d/*.toml")
            .Section("Description").Prose(ConfigDocument.Preface);
        var defaults = new KuPkgSettings();
        string? section = null;
        foreach (var key in SettingKeys.All)
        {
            var dot = key.Name.LastIndexOf('.');
            var own = dot < 0 ? "" : key.Name[..dot];
            if (own != section)
                page.Section(own.Length == 0 ? "At the top" : $"[{own}]");
            section = own;
            page.Term(key.Name[(dot + 1)..], ConfigDocument.Documentation.Of(key.Member));
            page.More($"Value: {key.Words}. Default: {(key.Write(defaults) is { } value ? $"`{value}`" : "none")}.");
            if (key.Name == "mirrors.gateway")
                page.Term("\"ADDRESS\"", ConfigDocument.Documentation.Of("MirrorSettings.Alternates")).More("Value: a list of addresses.");
        }

        return page
            .Section("Example")
            .Lines("# /etc/kupkg/kupkg.d/50-here.toml", "[schedule]", "window = [\"Mon-Fri 01:00-05:00\"]", "", "[packages]", "never = [\"linux-image-*\"]")
            .Section("See also").Paragraph("kupkg(8)").ToString();
    }
}
