using System.Security.Cryptography;
using System.Text;
using KuPkg.Agent.Drivers;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.Drivers.Apt.Rebuild;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Packages;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>Archives built again from what is installed, judged by the real dpkg that installs them.</summary>
public sealed class RebuildTests
{
    private static readonly string LongName = $"/usr/share/aa/{new string('n', 120)}/{new string('m', 90)}";

    private static readonly DebianPackage Aa1 = new("aa", "1:1.0-2") { Files = new Dictionary<string, string> { ["/usr/share/aa/v"] = "1", [LongName] = "long" }, Postinst = "exit 0" };

    [SkippableFact]
    public async Task Real_packages_that_are_rebuilt_and_installed_again_change_nothing_on_the_host()
    {
        // Setuid programs, hard links, diversions, empty directories that programs fill, alternatives, conffiles, a merged /usr.
        string[] packages = ["base-files", "dash", "coreutils", "login", "passwd", "mount", "perl-base", "util-linux", "ncurses-base", "adduser"];
        await using var root = await AptRoot.StartAsync([], []);
        var rebuilt = Rebuild(root, packages, isForThisHost: true);
        rebuilt.Should().OnlyContain(r => r.Error == null, string.Join("; ", rebuilt.Select(r => r.Error)));
        var before = await FilesAsync(root);

        await root.InsideAsync(["dpkg", "-i", .. rebuilt.Select(r => root.Paths.IsHost ? r.Path! : r.Path![root.Paths.Root.Length..])]);

        (await FilesAsync(root)).Should().Be(before);
        (await root.Driver.ReadHealthAsync(thorough: true, default)).IsClean.Should().BeTrue();
        (await root.InsideAsync("dpkg", "-V", packages[0], packages[1], packages[2], packages[3])).Text.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task The_same_host_gives_the_same_archive_and_dpkg_reads_it()
    {
        await using var root = await AptRoot.StartAsync([Aa1], []);
        File.Delete(root.At("var/lib/dpkg/info/aa.md5sums"));

        var first = File.ReadAllBytes(Rebuild(root, ["aa"], isForThisHost: true).Single().Path!);
        var again = Rebuild(root, ["aa"], isForThisHost: true).Single();

        File.ReadAllBytes(again.Path!).Should().Equal(first);
        again.Limits.Should().ContainSingle().Which.Should().EndWith(Limits.Unjudged);
        PackageRebuilder.LimitsOf(again.Path!).Should().Equal(again.Limits);
        (await Command.MustAsync("dpkg-deb", "-f", again.Path!)).Text.Should().Contain("Version: 1:1.0-2").And.NotContain("Status:");
        (await Command.MustAsync("dpkg-deb", "-c", again.Path!)).Text.Should().Contain($".{LongName}");
        (await Command.MustAsync("dpkg-deb", "-I", again.Path!)).Text.Should().Contain("postinst");
    }

    [SkippableFact]
    public async Task What_a_rebuilt_archive_cannot_say_exactly_is_told()
    {
        var package = new DebianPackage("aa", "1.0")
        {
            Files = new[] { "changed", "gone", "excluded", "moved", "given", "able", "same" }.ToDictionary(n => $"/usr/share/aa/{n}", n => n),
            Conffiles = new Dictionary<string, string> { ["/etc/kept.conf"] = "k", ["/etc/edited.conf"] = "e", ["/etc/deleted.conf"] = "d" },
            MoreFields = "X-Comment: kept",
        };
        await using var root = await AptRoot.StartAsync([package], []);
        await root.InsideAsync("sh", "-c", """
            cd /usr/share/aa
            md5sum * | sed 's|  |  usr/share/aa/|' > /var/lib/dpkg/info/aa.md5sums
            echo other > changed; rm gone excluded
            dpkg-divert --local --rename --divert /usr/share/aa/moved.away --add /usr/share/aa/moved
            dpkg-statoverride --update --add root adm 2750 /usr/share/aa/given
            python3 -c "import os; os.setxattr('able', 'trusted.note', b'x')"
            echo mine > /etc/edited.conf; rm /etc/deleted.conf
            mkfifo pipe; echo /usr/share/aa/pipe >> /var/lib/dpkg/info/aa.list
            ln -s v link; echo /usr/share/aa/link >> /var/lib/dpkg/info/aa.list
            ln same other-name; echo /usr/share/aa/other-name >> /var/lib/dpkg/info/aa.list
            """);
        root.Write("etc/dpkg/dpkg.cfg.d/slim", "path-exclude=/usr/share/aa/ex*\n");

        var here = Rebuild(root, ["aa"], isForThisHost: true).Single();
        var listing = (await Command.MustAsync("dpkg-deb", "-c", here.Path!)).Text;
        var conffiles = (await Command.MustAsync("dpkg-deb", "-I", here.Path!, "conffiles")).Text;
        var elsewhere = Rebuild(root, ["aa"], isForThisHost: false).Single();

        here.Limits.Should().BeEquivalentTo(
        [
            $"/usr/share/aa/changed: {Limits.Changed}",
            $"/usr/share/aa/gone: {Limits.Missing}",
            $"/usr/share/aa/excluded: {Limits.Excluded}",
            $"/usr/share/aa/moved: {Limits.Diverted}",
            $"/usr/share/aa/given: {Limits.Overridden}",
            $"/usr/share/aa/able: {Limits.Attributes}",
            $"/etc/edited.conf: {Limits.EditedConffile}",
            $"/etc/deleted.conf: {Limits.DeletedConffile}",
        ]);
        elsewhere.Limits.Should().Contain($"/etc/deleted.conf: {Limits.DeletedConffileLeftOut}");
        listing.Should().NotContain("gone").And.NotContain("excluded").And.NotContain("moved.away").And.NotContain("edited.conf");
        listing.Should().MatchRegex(@"(?m)^-rwxr-s--- root/adm .* \./usr/share/aa/given$").And.MatchRegex(@"(?m)^prw.* \./usr/share/aa/pipe$")
            .And.MatchRegex(@"(?m)^l.* \./usr/share/aa/link -> v$").And.MatchRegex(@"(?m)^h.* \./usr/share/aa/other-name link to \./usr/share/aa/same$");
        conffiles.Should().Be("/etc/kept.conf\n/etc/deleted.conf\n");
        (await Command.MustAsync("dpkg-deb", "-I", elsewhere.Path!, "conffiles")).Text.Should().Be("/etc/kept.conf\n");
        (await Command.MustAsync("dpkg-deb", "-f", here.Path!, "X-Comment")).Line.Should().Be("kept");
    }

    [SkippableTheory]
    [InlineData("edited", false)]
    [InlineData("edited", true)]
    [InlineData("deleted", false)]
    [InlineData("deleted", true)]
    public async Task What_the_administrator_did_to_a_conffile_survives_upgrade_putting_back_and_the_next_upgrade(string deed, bool nextShipsTheSame)
    {
        DebianPackage Version(string version, string shipped) =>
            new("aa", version) { Conffiles = new Dictionary<string, string> { ["/etc/aa.conf"] = shipped, ["/etc/aa-untouched.conf"] = shipped } };
        await using var root = await AptRoot.StartAsync([Version("1.0", "one")], [Version("2.0", "two") with { Postinst = "exit 7" }]);
        if (deed == "edited")
            root.Write("etc/aa.conf", "mine");
        else
            File.Delete(root.At("etc/aa.conf"));
        void ShouldStand() => (File.Exists(root.At("etc/aa.conf")) ? File.ReadAllText(root.At("etc/aa.conf")) : "deleted").Should().Be(deed == "edited" ? "mine" : "deleted");
        var plan = await root.PlanAsync();
        var kept = await RebuildAsideAsync(root);
        kept.Should().ContainSingle().Which.Origin.Should().Be(AsideOrigin.Rebuilt);

        await root.UpgradeAsync();
        (await root.VersionOf("aa")).Should().Be("2.0 HalfConfigured");
        ShouldStand();
        await root.RunAsync(root.Driver.PutBack(root.NewFolder(), kept));
        (await root.VersionOf("aa")).Should().Be("1.0");
        ShouldStand();
        File.ReadAllText(root.At("etc/aa-untouched.conf")).Should().Be("one");
        await root.Repository.RemoveAsync(Version("2.0", "two"));
        await root.Repository.AddAsync(Version("3.0", nextShipsTheSame ? "one" : "three"));
        await root.InsideAsync("apt-get", "-q", "update");
        await root.UpgradeAsync();

        (await root.VersionOf("aa")).Should().Be("3.0");
        ShouldStand();
        File.ReadAllText(root.At("etc/aa-untouched.conf")).Should().Be(nextShipsTheSame ? "one" : "three");
        plan.Changes.Should().ContainSingle();
    }

    [SkippableFact]
    public async Task An_outgoing_version_that_nobody_has_is_rebuilt_and_a_later_run_knows_it_as_such()
    {
        await using var root = await AptRoot.StartAsync([Aa1], [new("aa", "2:1")]);

        var kept = (await RebuildAsideAsync(root)).Single();
        var later = (await root.KeepAsideAsync(await root.PlanAsync())).Single();

        kept.Should().Match<KeptAside>(k => k.Origin == AsideOrigin.Rebuilt && k.Path == Path.Join(root.Paths.AsideDirectory, "aa_1%3a1.0-2_all.deb") && k.Note.StartsWith("rebuilt from"));
        later.Should().Be(kept with { Origin = AsideOrigin.AtHand });
        File.GetUnixFileMode(kept.Path!).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.EnumerateFiles(root.Paths.AsideDirectory, "*.new").Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("all", "amd64")]
    [InlineData("amd64", "all")]
    public async Task A_package_that_changes_its_architecture_is_rebuilt_in_the_old_one_and_goes_back(string from, string to)
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0") { Architecture = from }], [new("aa", "2.0") { Architecture = to, Postinst = "exit 7" }]);

        var kept = await RebuildAsideAsync(root);
        await root.UpgradeAsync();
        await root.RunAsync(root.Driver.PutBack(root.NewFolder(), kept));

        kept.Single().Path.Should().EndWith($"aa_1.0_{from}.deb", kept.Single().Note);
        (await root.VersionOf("aa")).Should().Be("1.0");
    }

    [SkippableFact]
    public async Task No_more_is_rebuilt_than_may_be_kept()
    {
        await using var root = await AptRoot.StartAsync(
            [new("aa", "1.0") { Ballast = ("/usr/share/aa/x", 300_000) }, new("bb", "1.0") { Ballast = ("/usr/share/bb/x", 90_000) }, new("cc", "1.0") { Ballast = ("/usr/share/cc/x", 90_000) }],
            [new("aa", "2.0"), new("bb", "2.0"), new("cc", "2.0")]);
        root.Preferences = root.Preferences with { Settings = root.Preferences.Settings with { KeepAsideMaxBytes = 150_000 } };

        var kept = await RebuildAsideAsync(root);

        kept.Where(k => k.Path is not null).Select(k => k.Change.Package.Name).Should().Equal("bb");
        kept.Where(k => k.Path is null).Should().HaveCount(2).And.OnlyContain(k => k.Note.Contains("it could not be rebuilt: it is larger than the 0."));
        Directory.EnumerateFiles(root.Paths.AsideDirectory).Select(Path.GetFileName).Should().Equal("bb_1.0_all.deb");
    }

    [SkippableFact]
    public async Task A_disk_that_is_full_makes_versions_not_restorable_and_fails_nothing()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0") { Ballast = ("/usr/share/aa/x", 3_000_000) }], [new("aa", "2.0")]);
        Directory.CreateDirectory(root.Paths.AsideDirectory);
        await Command.MustAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", root.Paths.AsideDirectory);
        try
        {
            var kept = (await RebuildAsideAsync(root)).Single();

            kept.Path.Should().BeNull();
            kept.Note.Should().StartWith("not restorable: ").And.Contain("it could not be rebuilt: ");
            Directory.EnumerateFiles(root.Paths.AsideDirectory).Should().BeEmpty();
        }
        finally
        {
            await Command.MustAsync("umount", root.Paths.AsideDirectory);
        }
    }

    [SkippableFact]
    public async Task A_run_that_is_asked_to_stop_rebuilds_nothing_more()
    {
        await using var root = await AptRoot.StartAsync([Aa1], [new("aa", "2:1")]);
        var plan = await root.PlanAsync();

        var kept = (await root.Driver.RebuildAsideAsync(plan, await root.KeepAsideAsync(plan), root.Preferences.Settings, new CancellationToken(canceled: true))).Single();

        kept.Should().Match<KeptAside>(k => k.Path == null && k.Note.Contains("asked to stop"));
    }

    [Fact]
    public void The_hash_is_that_of_the_framework_however_the_bytes_come()
    {
        var random = new Random(5);
        for (var length = 0; length < 300; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            var inParts = new Md5();
            for (var at = 0; at < length;)
            {
                var part = Math.Min(random.Next(1, 80), length - at);
                inParts.Add(bytes.AsSpan(at, part));
                at += part;
            }

            using var framework = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            framework.AppendData(bytes);
            inParts.End().Should().Be(Convert.ToHexStringLower(framework.GetHashAndReset()));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("!<arch>")]
    [InlineData("#!/bin/sh\n")]
    [InlineData("!<arch>\ndebian-binary   0           0     0     100644  4         `\n2.")]
    [InlineData("!<arch>\ndebian-binary   0           0     0     100644  -4        `\n2.0\n")]
    public void A_file_that_is_no_archive_or_is_cut_off_is_told(string text)
    {
        var read = () => ArArchive.Read(new MemoryStream(Encoding.ASCII.GetBytes(text)));

        read.Should().Throw<InvalidDataException>();
    }

    internal static IReadOnlyList<RebuiltArchive> Rebuild(AptRoot root, IReadOnlyList<string> packages, bool isForThisHost)
    {
        var paths = new AptPaths(root.Paths);
        var rebuilder = new PackageRebuilder(paths, isForThisHost);
        Directory.CreateDirectory(root.At("root/rebuilt"));
        return [.. InstalledRecord.Stanzas(paths.DpkgStatus, (name, _) => packages.Contains(name)).Select(s => rebuilder.Build(s, root.At($"root/rebuilt/{s["Package"]}-{isForThisHost}.deb"), long.MaxValue, default))];
    }

    private static async Task<IReadOnlyList<KeptAside>> RebuildAsideAsync(AptRoot root)
    {
        var plan = await root.PlanAsync();
        return await root.Driver.RebuildAsideAsync(plan, await root.KeepAsideAsync(plan), root.Preferences.Settings, default);
    }

    // Every file with its type, mode, owner and content; what dpkg itself keeps and logs is not compared.
    private static async Task<string> FilesAsync(AptRoot root) => (await root.InsideAsync("sh", "-c", """
        cd / && find etc usr bin sbin lib* var/lib -xdev -path var/lib/dpkg -prune -o -path var/lib/kupkg -prune -o -name '*.cache' -o -name ld.so.cache -o -printf '%p %y %m %U %G %l\n' | sort
        find etc usr -xdev -type f ! -name ld.so.cache -exec md5sum {} + | sort -k2
        """)).Text;
}
