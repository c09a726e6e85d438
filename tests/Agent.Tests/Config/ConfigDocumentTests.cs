using System.Text;
using KuPkg.Agent.Config;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Config;

/// <summary>docs/config.md is made from the settings types: what a key means, its range and its default stand at the type, and nowhere else.</summary>
public class ConfigDocumentTests
{
    [Fact]
    public Task The_page_on_the_configuration_says_what_the_settings_types_say() => GeneratedFile.ShouldHoldAsync("docs/config.md", ConfigDocument.Make());

    [Fact]
    public void Each_default_can_be_read_back()
    {
        var defaults = new KuPkgSettings();
        foreach (var key in SettingKeys.All.Where(k => k.Write(defaults) is not null))
        {
            var parse = KuPkg.Toml.TomlDocument.Parse(Encoding.UTF8.GetBytes($"x = {key.Write(defaults)}"));
            parse.Diagnostics.Should().BeEmpty();
            var read = key.Apply(defaults, parse.Root.Entries[0].Value, out var mistake);
            mistake.Should().BeEmpty(key.Name);
            key.Write(read).Should().Be(key.Write(defaults), key.Name);
        }
    }

    [Fact]
    public void Every_setting_has_a_key()
    {
        var documented = SettingKeys.All.Select(k => k.Member).ToHashSet();
        Type[] sections =
        [
            typeof(ScheduleSettings), typeof(PackageSettings), typeof(MirrorSettings), typeof(DownloadLimits), typeof(InstallLimits), typeof(RepairLimits), typeof(LockSettings), typeof(ZombieSettings),
            typeof(RebootSettings), typeof(NotifySettings),
        ];
        // Two properties are one key, one is derived, and one is a table of its own.
        string[] others = ["DownloadLimits.FloorOver", "ScheduleSettings.Spread", "MirrorSettings.Alternates"];
        sections.SelectMany(t => t.GetProperties().Where(p => p.CanRead && !p.GetMethod!.IsStatic && p.Name != "EqualityContract").Select(p => $"{t.Name}.{p.Name}"))
            .Except(others).Should().BeSubsetOf(documented);
    }
}
