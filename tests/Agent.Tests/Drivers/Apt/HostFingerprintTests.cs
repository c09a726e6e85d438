using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.Drivers.Apt.Access;
using KuPkg.Agent.Drivers.Apt.Shortcut;
using KuPkg.Agent.Drivers.Apt.Sources;

namespace KuPkg.Agent.Tests.Drivers.Apt;

public sealed class HostFingerprintTests : IDisposable
{
    private readonly TempDirectory _root = new();

    public HostFingerprintTests()
    {
        Write("etc/apt/sources.list", "deb [signed-by=/srv/keys/own.gpg] http://mirror.example.org/debian stable main\n");
        Write("srv/keys/own.gpg", "key");
        Write("var/lib/dpkg/status", "Package: a\n");
        Write("var/lib/apt/lists/mirror.example.org_debian_dists_stable_InRelease", "Date: …");
    }

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("etc/apt/sources.list")]
    [InlineData("etc/apt/sources.list.d/more.sources")]
    [InlineData("etc/apt/apt.conf")]
    [InlineData("etc/apt/apt.conf.d/99x")]
    [InlineData("etc/apt/preferences.d/kupkg")]
    [InlineData("etc/apt/auth.conf.d/a.conf")]
    [InlineData("etc/apt/trusted.gpg.d/a.gpg")]
    [InlineData("etc/apt/mirrors/x.list")]
    [InlineData("usr/share/keyrings/debian.gpg")]
    [InlineData("srv/keys/own.gpg")]
    [InlineData("var/lib/dpkg/status")]
    [InlineData("var/lib/dpkg/arch")]
    [InlineData("var/lib/apt/extended_states")]
    [InlineData("var/lib/apt/lists/mirror.example.org_debian_dists_stable_InRelease")]
    [InlineData("etc/machine-id")]
    [InlineData("etc/kupkg/kupkg.toml")]
    [InlineData("etc/kupkg/kupkg.d/a.toml")]
    public void Each_file_that_a_plan_is_made_from_counts(string file)
    {
        var before = Take();
        Write(file, "something else, and longer");
        var after = Take();
        after.Should().NotBe(before).And.NotBeNull();
        Take().Should().Be(after);
        File.SetLastWriteTimeUtc(Path.Join(_root.Path, file), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Take().Should().NotBe(after, "its time changed");
    }

    [Theory]
    [InlineData("var/lib/apt/lists/lock")]
    [InlineData("var/lib/kupkg/history.db")]
    [InlineData("var/cache/apt/pkgcache.bin")]
    public void What_only_follows_from_them_does_not(string file)
    {
        var before = Take();
        Write(file, "x");
        Take().Should().Be(before);
    }

    [Fact]
    public void Where_a_link_leads_to_counts()
    {
        Write("srv/real.conf", "1");
        Directory.CreateDirectory(Path.Join(_root.Path, "etc/apt/apt.conf.d"));
        File.CreateSymbolicLink(Path.Join(_root.Path, "etc/apt/apt.conf.d/50link"), Path.Join(_root.Path, "srv/real.conf"));
        var before = Take();
        Write("srv/real.conf", "22");
        Take().Should().NotBe(before);
    }

    [Fact]
    public void Settings_count() => Take("a").Should().NotBe(Take("b"));

    [Theory]
    [InlineData("deb [arch=amd64 signed-by=/a.gpg,/b/c.asc] http://m.example.org/ s main", "/a.gpg /b/c.asc")]
    [InlineData("deb [signed-by=0123ABCD] http://m.example.org/ s main", "")]
    [InlineData("Types: deb\nSigned-By: /a.gpg /b.gpg\n /c.gpg\nURIs: http://m.example.org/\n", "/a.gpg /b.gpg /c.gpg")]
    [InlineData("Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBF\n", "")]
    [InlineData("deb http://m.example.org/ s main", "")]
    public void The_keys_that_sources_name_are_found(string text, string keys) => string.Join(' ', SignedBy.KeysIn(text)).Should().Be(keys);

    [Theory]
    [InlineData("", "", "", null)]
    [InlineData("Acquire::Max-ValidTime \"86400\";", "", "", "Acquire::Max-ValidTime")]
    [InlineData("Acquire::Max-ValidTime::Debian \"86400\";", "", "", "Acquire::Max-ValidTime::Debian")]
    [InlineData("Dir::Etc::sourcelist \"/srv/sources.list\";", "", "", "Dir::Etc::sourcelist")]
    [InlineData("Dir::Etc::parts \"/srv/conf.d\";", "", "", "Dir::Etc::parts")]
    [InlineData("Dir::State::lists \"/srv/lists\";", "", "", "Dir::State")]
    [InlineData("", "#include \"/srv/more.conf\";", "", "includes")]
    [InlineData("", "", "deb [valid-until-max=3600] http://m.example.org/ s main", "valid-until-max")]
    [InlineData("", "", "Valid-Until-Max: 3600", "valid-until-max")]
    public void What_a_fingerprint_does_not_see_is_a_doubt(string more, string config, string source, string? told)
    {
        string[] defaults =
        [
            "Dir \"/\";", "Dir::State \"var/lib/apt\";", "Dir::State::lists \"lists/\";", "Dir::State::status \"/var/lib/dpkg/status\";", "Dir::Etc \"etc/apt\";",
            "Dir::Etc::sourcelist \"sources.list\";", "Dir::Etc::sourceparts \"sources.list.d\";", "Dir::Etc::main \"apt.conf\";", "Dir::Etc::parts \"apt.conf.d\";",
        ];
        var doubt = ShortcutDoubt.Of(AptConfig.Parse([more, .. defaults]), [config], [SourceFile.Parse("/etc/apt/sources.list", source)]);
        if (told is null)
            doubt.Should().BeNull();
        else
            doubt.Should().Contain(told);
    }

    private string? Take(string settings = "settings")
    {
        var host = new HostPaths(_root.Path);
        return HostFingerprint.Take(host, new AptPaths(host), settings);
    }

    private void Write(string file, string text)
    {
        var path = Path.Join(_root.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
