using FsCheck;
using FsCheck.Fluent;
using KuPkg.Agent.Drivers.Apt.Sources;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>What apt 2.6 reads in a source file; each case was compared with <c>apt-get update --print-uris</c>.</summary>
public sealed class SourceFileTests
{
    [Theory]
    [InlineData("deb http://a.example.org/debian stable main", "http://a.example.org/debian")]
    [InlineData("   deb-src\thttp://a.example.org/debian stable main contrib", "http://a.example.org/debian")]
    [InlineData("deb [signed-by=/k.gpg arch=amd64] https://a.example.org/debian stable main # remark", "https://a.example.org/debian")]
    [InlineData("deb [ trusted=yes ] http://a.example.org/x ./", "http://a.example.org/x")]
    [InlineData("deb [a=b#c] http://a.example.org/x s m", "http://a.example.org/x")]
    [InlineData("deb [trusted=yes] \"http://a.example.org/x\" s m", "http://a.example.org/x")]
    [InlineData("deb cdrom:[Debian 12 #1]/ stable main", "cdrom:[Debian 12 #1]/")]
    [InlineData("deb mirror+file:/etc/apt/mirrors/x.list stable main\r", "mirror+file:/etc/apt/mirrors/x.list")]
    [InlineData("# deb http://a.example.org/debian stable main", "")]
    [InlineData("deb http://a.example.org/debian # stable main", "")]
    [InlineData("rpm http://a.example.org/debian stable main", "")]
    [InlineData("deb [arch=amd64 http://a.example.org/debian stable main", "")]
    [InlineData("", "")]
    public void A_line_names_one_address(string line, string address) =>
        string.Join(' ', SourceFile.Parse("x.list", line).Addresses.Select(a => a.Text)).Should().Be(address);

    [Theory]
    [InlineData("Types: deb\nURIs: http://m1.example.org/a\n http://m2.example.org/b\n# remark\n\thttp://m3.example.org/c\nSuites: s t\n", "http://m1.example.org/a http://m2.example.org/b http://m3.example.org/c")]
    [InlineData("Enabled: no\nTypes: deb\nURIs: http://a.example.org/\nSuites: s\n", "")]
    [InlineData("enabled: OFF\ntypes: deb\nuris: http://a.example.org/\nsuites: s\n", "")]
    [InlineData("Enabled: yes\nTypes: deb-src\nURIs: http://a.example.org/\nSuites: s\n\n\nTypes: deb\nURIs: http://b.example.org/\nSuites: s", "http://a.example.org/ http://b.example.org/")]
    [InlineData("Types: deb\nURIs: http://a.example.org/\nSuites: s\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n URIs: x\n -----END PGP PUBLIC KEY BLOCK-----\n", "http://a.example.org/")]
    [InlineData("Enabled: no\nTypes: deb\nURIs: http://a.example.org/\nSuites: s\n \nTypes: deb\nURIs: http://b.example.org/\nSuites: s\n", "")]
    [InlineData("Types: deb\nSuites: s\n", "")]
    public void A_stanza_names_its_addresses(string text, string addresses) =>
        string.Join(' ', SourceFile.Parse("x.sources", text).Addresses.Select(a => a.Text)).Should().Be(addresses);

    [Theory]
    [InlineData("http://a.example.org/x", nameof(SourceTransport.Http))]
    [InlineData("https://a.example.org/x", nameof(SourceTransport.Https))]
    [InlineData("HTTPS://a.example.org/x", nameof(SourceTransport.Other))]
    [InlineData("mirror+file:/x.list", nameof(SourceTransport.MirrorList))]
    [InlineData("mirror+http://a.example.org/x", nameof(SourceTransport.Other))]
    [InlineData("tor+https://a.example.org/x", nameof(SourceTransport.Other))]
    [InlineData("file:/srv", nameof(SourceTransport.File))]
    [InlineData("copy:/srv", nameof(SourceTransport.Other))]
    [InlineData("nonsense", nameof(SourceTransport.Other))]
    public void Each_scheme_has_its_way(string address, string transport) => new SourceAddress(address, 0).Transport.ToString().Should().Be(transport);

    [Fact]
    public void The_paths_of_local_sources_are_read_in_both_forms()
    {
        new SourceAddress("mirror+file:///etc/x.list", 0).MirrorList.Should().Be("/etc/x.list");
        new SourceAddress("mirror+file:/etc/x.list", 0).MirrorList.Should().Be("/etc/x.list");
        new SourceAddress("file:///srv", 0).Directory.Should().Be("/srv");
        new SourceAddress("http://a.example.org", 0).Should().Match<SourceAddress>(a => a.MirrorList == null && a.Directory == null);
    }

    [Fact]
    public void Only_files_that_apt_reads_are_read_in_its_order()
    {
        using var folder = new TempDirectory();
        var parts = Directory.CreateDirectory(Path.Join(folder.Path, "sources.list.d")).FullName;
        foreach (var name in new[] { "b.list", "B.sources", "u.v.list", "x:y.list", ".h.list", "c+d.list", "w z.list", "d.list.save", "e.listx", "README" })
            File.WriteAllText(Path.Join(parts, name), "");
        Directory.CreateDirectory(Path.Join(parts, "dir.list"));
        File.WriteAllText(Path.Join(folder.Path, "sources.list"), "");

        SourceFiles.Find(Path.Join(folder.Path, "sources.list"), parts).Select(f => Path.GetFileName(f)!)
            .Should().Equal("sources.list", "B.sources", "b.list", "u.v.list", "x:y.list");
        SourceFiles.Find(Path.Join(folder.Path, "absent"), Path.Join(folder.Path, "absent.d")).Should().BeEmpty();
    }

    [Fact]
    public void A_copy_differs_in_the_schemes_of_https_addresses_in_use_alone()
    {
        var lines = "deb [signed-by=/https:/k] https://a.example.org/https:/x s m # https://r.example.org\n# deb https://off.example.org/ s m\ndeb http://b.example.org s m\n deb \"https://q.example.org\" s m\n";
        SourceFile.Parse("x.list", lines).WithPlainHttp().Should().Be(
            "deb [signed-by=/https:/k] http://a.example.org/https:/x s m # https://r.example.org\n# deb https://off.example.org/ s m\ndeb http://b.example.org s m\n deb \"http://q.example.org\" s m\n");
        var stanza = "Types: deb\nURIs: https://a.example.org\n https://b.example.org http://c.example.org\nSuites: s\nX-Remark: https://d.example.org\n\nEnabled: no\nTypes: deb\nURIs: https://off.example.org\nSuites: s\n";
        SourceFile.Parse("x.sources", stanza).WithPlainHttp().Should().Be(
            "Types: deb\nURIs: http://a.example.org\n http://b.example.org http://c.example.org\nSuites: s\nX-Remark: https://d.example.org\n\nEnabled: no\nTypes: deb\nURIs: https://off.example.org\nSuites: s\n");
    }

    [Fact]
    public void Whatever_the_text_the_copy_loses_an_s_for_each_https_address_and_nothing_else()
    {
        string[] pieces = ["deb ", "[", "]", "https://a.example.org/x ", "http://b.example.org ", "stable ", "main", "\n", "\n\n", " ", "\t", "#", "\"", "Types: deb\n", "URIs: ", "Suites: s\n", "Enabled: no\n", "é", "https:"];
        var texts = Gen.Elements(pieces).ListOf().Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), text => new[] { "x.list", "x.sources" }.All(name =>
        {
            var file = SourceFile.Parse(name, text);
            var copy = SourceFile.Parse(name, file.WithPlainHttp());
            return copy.Addresses.Select(a => a.Text).SequenceEqual(file.Addresses.Select(a => a.Transport == SourceTransport.Https ? $"http{a.Text[5..]}" : a.Text))
                && file.Addresses.All(a => string.CompareOrdinal(file.Text, a.Offset, a.Text, 0, a.Text.Length) == 0)
                && copy.Text.Length == text.Length - file.Addresses.Count(a => a.Transport == SourceTransport.Https);
        })).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_mirror_list_gives_its_plain_entries_in_order()
    {
        var list = MirrorList.Read("# remark\nhttp://c.example.org/d/\nhttp://b.example.org/d/\tpriority:2\nhttps://s.example.org/d/\tpriority:1\nhttp://a.example.org/d/\tpriority:1\nfile:/srv/d\nhttp://i.example.org/d/\tpriority:1\ttype:index\n");
        list.ForAll.Should().Equal("http://a.example.org/d/", "http://b.example.org/d/", "http://c.example.org/d/");
        list.ForSome.Should().Equal("http://i.example.org/d/");
    }

    [Theory]
    [InlineData("http://deb.example.org/debian/dists/stable/InRelease", "deb.example.org_debian_dists_stable_InRelease")]
    [InlineData("https://joe:s3cret@127.0.0.1:8443/a_b/dists/stable-security/InRelease", "127.0.0.1:8443_a%5fb_dists_stable-security_InRelease")]
    [InlineData("http://a.example.org/x/./InRelease", "a.example.org_x_._InRelease")]
    [InlineData("mirror+file:/etc/apt/mirrors/x.list/dists/stable/InRelease", "_etc_apt_mirrors_x.list_dists_stable_InRelease")]
    [InlineData("http://a.example.org/~joe/x@y/dists/s/Release", "a.example.org_%7ejoe_x%40y_dists_s_Release")]
    public void Lists_have_the_names_that_apt_gives_them(string address, string name) => ListName.Of(address).Should().Be(name);
}
