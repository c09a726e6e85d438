using KuPkg.Agent.Drivers.Apt;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.Drivers.Apt;

public sealed class SmallParserTests
{
    [Fact]
    public void Failures_of_an_install_are_told_by_package()
    {
        var result = InstallOutput.Parse(Sample.Lines("install-failures.txt"), []);

        result.Failures.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["failpost"] = "installed failpost package post-installation script subprocess returned error exit status 7",
            ["killed"] = "installed killed package post-installation script subprocess was killed by signal (Killed)",
            ["dep"] = "dependency problems - leaving unconfigured",
        });
        result.Errors.Should().Equal("Sub-process /usr/bin/dpkg returned an error code (1)");
    }

    [Fact]
    public void A_failing_archive_is_told_by_its_package()
    {
        var result = InstallOutput.Parse(
            ["dpkg: error processing archive /var/cache/apt/archives/failpre_2.0_all.deb (--unpack):", " new failpre package pre-installation script subprocess returned error exit status 8"], []);

        result.Failures.Should().ContainKey("failpre");
    }

    [Fact]
    public void The_audit_names_each_package_and_its_state() =>
        AuditOutput.Parse(Sample.Lines("audit.txt")).Should().Equal("dep: unpacked, not configured", "failpost: half configured", "killed: half configured");

    [Fact]
    public void A_package_built_without_checksums_is_no_problem() =>
        AuditOutput.Parse(
        [
            "The following packages are missing the md5sums control file in the", "database, they need to be reinstalled:", " tiny                 a package", "",
            "The following packages are in a mess due to serious problems during", "installation.  They must be reinstalled for them (and any packages", "that depend on them) to function properly:", " cc                   test",
        ]).Should().Equal("cc: must be installed again: its installation was interrupted");

    [Fact]
    public void Rows_of_the_database_are_read_with_their_states()
    {
        var rows = Sample.Lines("dpkg-query.txt").Select(DpkgQuery.Parse).OfType<InstalledPackage>().ToList();

        rows.Should().HaveCount(9);
        rows.Should().Contain(new InstalledPackage(new PackageId("libc6", "amd64"), "2.36-9+deb12u14", "glibc", PackageState.Installed, "install ok installed"));
        rows.Single(r => r.Package.Name == "killed").State.Should().Be(PackageState.HalfConfigured);
        rows.Single(r => r.Package.Name == "dep").State.Should().Be(PackageState.Unpacked);
        rows.Single(r => r.Package.Name == "hh").StateText.Should().StartWith("hold");
    }

    [Theory]
    [InlineData("install reinstreq half-installed", PackageState.NeedsReinstall)]
    [InlineData("install reinstreq half-configured", PackageState.NeedsReinstall)]
    [InlineData("install ok half-installed", PackageState.NeedsReinstall)]
    [InlineData("deinstall ok config-files", PackageState.NotInstalled)]
    [InlineData("unknown ok not-installed", PackageState.NotInstalled)]
    [InlineData("install ok triggers-awaited", PackageState.TriggersPending)]
    [InlineData("install ok triggers-pending", PackageState.TriggersPending)]
    [InlineData("deinstall ok half-configured", PackageState.HalfConfigured)]
    public void States_have_words(string text, PackageState state) => DpkgQuery.Parse($"aa\tall\t1.0\taa\t{text}")!.State.Should().Be(state);

    [Fact]
    public void Versions_of_repositories_are_told_from_the_installed_one() =>
        PolicyOutput.Parse(Sample.Lines("policy.txt")).Should().BeEquivalentTo(
            [new FetchableVersion("pp", "2.0", false), new FetchableVersion("ma:i386", "1:2.0-1", false), new FetchableVersion("aa", "2.0", false), new FetchableVersion("cc", "2.0", false)]);

    [Fact]
    public void Phasing_is_seen() =>
        PolicyOutput.Parse(["pp:", "  Installed: 1.0", "  Candidate: 2.0", "  Version table:", "     2.0 500 (phased 0%)", "        500 http://mirror.example.org stable/main amd64 Packages", " *** 1.0 100", "        100 /var/lib/dpkg/status"])
            .Should().Equal(new FetchableVersion("pp", "2.0", true));

    [Fact]
    public void The_cost_of_a_plan_is_read()
    {
        var uris = PrintedUris.Parse(Sample.Lines("print-uris.txt"));

        uris.Files.Should().Contain("ma_1%3a2.0-1_amd64.deb", 744);
        uris.DownloadBytes.Should().Be(uris.Files.Values.Sum()).And.BeGreaterThan(5000);
        uris.GrowthBytes.Should().Be(0);
        PrintedUris.Parse(["After this operation, 12.4 MB of additional disk space will be used."]).GrowthBytes.Should().Be(12_400_000);
        PrintedUris.Parse(["After this operation, 1,024 kB disk space will be freed."]).GrowthBytes.Should().Be(-1_024_000);
    }

    [Fact]
    public void A_download_names_what_it_could_not_fetch()
    {
        var output = FetchOutput.Parse(Sample.Lines("download-404.txt"));

        output.MissingPackages.Should().Equal("hh");
        output.Errors[0].Should().Contain("404");
        FetchOutput.Parse(Sample.Lines("download.txt")).Should().Match<FetchOutput>(f => f.Errors.Count == 0 && f.FetchedBytes > 5000);
    }

    [Theory]
    [InlineData("Fetched 9,436 kB in 2s (4,718 kB/s)", 9_436_000)]
    [InlineData("Fetched 716 B in 0s (0 B/s)", 716)]
    [InlineData("Fetched 15.8 MB in 1s (13.9 MB/s)", 15_800_000)]
    [InlineData("Fetched 1,234 MB in 9min 1s (2 MB/s)", 1_234_000_000)]
    public void Sizes_are_read_as_apt_prints_them(string line, long bytes) => FetchOutput.Parse([line]).FetchedBytes.Should().Be(bytes);

    [Fact]
    public void Unmet_dependencies_are_told() =>
        UnmetOutput.Parse(Sample.Lines("unmet.txt")).Should().Equal("Depends: nonexistent but it is not installable");

    [Theory]
    [InlineData("/var/cache/apt/archives/libfoo1_1%3a2.4-3_amd64.deb", "libfoo1", "1:2.4-3", "amd64")]
    [InlineData("aa_1.0_all.deb", "aa", "1.0", "all")]
    public void Names_of_archives_are_read_and_written(string path, string package, string version, string architecture)
    {
        var name = ArchiveName.TryParse(path);

        name.Should().Be(new ArchiveName(package, version, architecture));
        name!.FileName.Should().Be(Path.GetFileName(path));
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("aa.deb")]
    [InlineData("aa_1.0_all.deb.new")]
    public void Other_files_are_no_archives(string path) => ArchiveName.TryParse(path).Should().BeNull();

    [Theory]
    [InlineData("E: https://joe:s3cr:t@mirror.example.org/x failed", "E: https://joe:***@mirror.example.org/x failed")]
    [InlineData("https://token@mirror.example.org/x", "https://***@mirror.example.org/x")]
    [InlineData("http://mirror.example.org/x@2", "http://mirror.example.org/x@2")]
    [InlineData("mail joe@example.org", "mail joe@example.org")]
    public void Passwords_are_hidden(string text, string expected) => Redaction.Of(text).Should().Be(expected);
}
