using System.Text.RegularExpressions;
using KuPkg.Agent.Config;
using KuPkg.Agent.Tests.History;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Config;

/// <summary>docs/kupkg.toml.example is made from the settings types, as docs/config.md is, and says what an empty file says.</summary>
public sealed partial class ConfigSampleTests : IDisposable
{
    private readonly TempRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public Task The_sample_says_what_the_settings_types_say() => GeneratedFile.ShouldHoldAsync("docs/kupkg.toml.example", ConfigSample.Make());

    [Fact]
    public void As_it_stands_it_gives_nothing()
    {
        var loaded = Load(ConfigSample.Make());

        (loaded.Merged?.Values.Count ?? 0).Should().Be(0);
        Written(loaded.Settings).Should().Equal(Written(new KuPkgSettings()));
    }

    [Fact]
    public void With_every_setting_in_force_it_gives_each_its_default()
    {
        var loaded = Load(SettingInComment().Replace(ConfigSample.Make(), ""));

        var withDefault = SettingKeys.All.Where(k => k.Write(new KuPkgSettings()) is not null).Select(k => k.Name);
        loaded.Merged!.Values.Keys.Should().BeEquivalentTo(withDefault);
        Written(loaded.Settings).Should().Equal(Written(new KuPkgSettings()));
    }

    private static IEnumerable<string> Written(KuPkgSettings settings) => SettingKeys.All.Select(k => $"{k.Name} = {k.Write(settings)}");

    private ConfigState.Loaded Load(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.Paths.ConfigFile)!);
        File.WriteAllText(_root.Paths.ConfigFile, text);
        return ConfigLoader.Load(_root.Paths).Should().BeOfType<ConfigState.Loaded>().Subject;
    }

    // "#every = …" is a setting, "# every …" is prose.
    [GeneratedRegex("^#(?=[a-z_]+ = )", RegexOptions.Multiline)]
    private static partial Regex SettingInComment();
}
