using KuPkg.Agent.Config;

namespace KuPkg.Agent.Tests.Config;

public sealed class ConfigLoaderTests : IDisposable
{
    private readonly HostPaths _paths = new(Directory.CreateTempSubdirectory("kupkg-config-").FullName);

    public void Dispose() => Directory.Delete(_paths.Root, recursive: true);

    [Fact]
    public void A_host_without_a_configuration_is_quarantined() =>
        ConfigLoader.Load(_paths).Should().BeOfType<ConfigState.Quarantined>();

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n\n   # and another\n")]
    public void An_empty_file_is_a_good_configuration(string text)
    {
        Write("etc/kupkg/kupkg.toml", text);
        ConfigLoader.Load(_paths).Should().BeOfType<ConfigState.Loaded>();
    }

    [Fact]
    public void A_file_with_a_key_is_refused_with_its_line_and_column()
    {
        Write("etc/kupkg/kupkg.toml", "# comment\n  track = \"testing\"\n");
        ConfigLoader.Load(_paths).Should().BeOfType<ConfigState.Refused>()
            .Which.Mistakes.Should().ContainSingle().Which.Should().Contain("kupkg.toml:2:3");
    }

    [Fact]
    public void A_drop_in_with_a_key_is_refused_too()
    {
        Write("etc/kupkg/kupkg.toml", "");
        Write("usr/lib/kupkg/kupkg.d/10-site.toml", "priority = \"critical\"\n");
        ConfigLoader.Load(_paths).Should().BeOfType<ConfigState.Refused>().Which.Mistakes.Should().ContainSingle().Which.Should().Contain("10-site.toml:1:1");
    }

    private void Write(string path, string text)
    {
        var file = _paths.At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
