using KuPkg.Agent.Drivers.Apt.Rollback;
using KuPkg.Harness;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Packages;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>Old content as a higher version, judged by the real dpkg and apt that take it.</summary>
public sealed class RollbackTests : IDisposable
{
    private readonly string _output = Workspace.NewDirectory("rollback");

    public void Dispose() => Directory.Delete(_output, recursive: true);

    [SkippableTheory]
    [InlineData(true, AsideOrigin.Fetched)]
    [InlineData(false, AsideOrigin.Rebuilt)]
    public async Task What_is_built_is_an_upgrade_that_brings_the_old_content(bool isInRepository, AsideOrigin origin)
    {
        var old = new DebianPackage("aa", "1:1.0-1")
        {
            Files = new Dictionary<string, string> { ["/usr/share/aa/v"] = "old" }, Conffiles = new Dictionary<string, string> { ["/etc/aa.conf"] = "one" }, Postinst = "exit 0",
        };
        var bad = old with { Version = "1:2.0-3", Files = new Dictionary<string, string> { ["/usr/share/aa/v"] = "bad" } };
        await using var root = await AptRoot.StartAsync([old], [bad], keepOld: isInRepository);

        var result = await BuildAsync(root, "aa");

        var built = result.Built.Should().ContainSingle(string.Join("; ", result.Errors)).Subject;
        built.Package.Should().Be(new RollForwardPackage(new PackageId("aa", "all"), "1:2.0-3", "1:1.0-1", "1:2.0-3A~really1.0.1"));
        built.CameFrom.Should().Be(origin);
        Path.GetFileName(built.Archive).Should().Be("aa_2.0-3A~really1.0.1_all.deb");
        (await Command.MustAsync("dpkg-deb", "-f", built.Archive, "Source")).Line.Should().Be("aa (1:1.0-1)");
        (await Command.MustAsync("dpkg-deb", "-I", built.Archive)).Text.Should().Contain("postinst").And.Contain("conffiles");
        await root.UpgradeAsync();
        root.Write("etc/aa.conf", "mine");
        Directory.CreateDirectory(root.At("root/new"));
        File.Copy(built.Archive, root.At("root/new/aa.deb"));
        await root.InsideAsync("apt-get", "-y", "-q", "-o", "Dpkg::Options::=--force-confold", "install", "/root/new/aa.deb");
        (await root.VersionOf("aa")).Should().Be("1:2.0-3A~really1.0.1");
        File.ReadAllText(root.At("usr/share/aa/v")).Should().Be("old");
        File.ReadAllText(root.At("etc/aa.conf")).Should().Be("mine");
    }

    [SkippableFact]
    public async Task Siblings_of_the_source_are_built_together_and_ask_for_each_other_in_the_new_version()
    {
        static DebianPackage Sibling(string name, string version, string depends) => new(name, version) { MoreFields = "Source: suite", Depends = depends };
        await using var root = await AptRoot.StartAsync(
            [Sibling("suite-data", "1.0-1", ""), Sibling("suite-bin", "1.0-1", "suite-data (= 1.0-1), suite-data (<< 2.0)"), new("user", "1.0") { Depends = "suite-data (<= 2.0-1)" }],
            [Sibling("suite-data", "2.0-1", ""), Sibling("suite-bin", "2.0-1", "suite-data (= 2.0-1)")], keepOld: true);

        var result = await BuildAsync(root, "suite-bin");

        result.Built.Select(b => Path.GetFileName(b.Archive)).Should().BeEquivalentTo(["suite-bin_2.0-1A~really1.0.1_all.deb", "suite-data_2.0-1A~really1.0.1_all.deb"]);
        var bin = result.Built.Single(b => b.Package.Package.Name == "suite-bin").Archive;
        (await Command.MustAsync("dpkg-deb", "-f", bin, "Depends")).Line.Should().Be("suite-data (= 2.0-1A~really1.0.1), suite-data (= 2.0-1A~really1.0.1)");
        result.Warnings.Should().Equal("user 1.0 asks for suite-data (<= 2.0-1) and would keep it out");
    }

    [SkippableFact]
    public async Task A_set_of_which_a_part_cannot_be_had_is_not_built()
    {
        static DebianPackage Sibling(string name, string version) => new(name, version) { MoreFields = "Source: suite" };
        await using var root = await AptRoot.StartAsync([Sibling("suite-a", "1.0"), Sibling("suite-b", "1.0")], [Sibling("suite-a", "2.0"), Sibling("suite-b", "2.0")]);
        await root.UpgradeAsync();
        foreach (var kept in Directory.EnumerateFiles(root.Paths.AsideDirectory, "*_1.0_*"))
            File.Delete(kept);

        var result = await BuildAsync(root, "suite-a", to: "1.0");

        result.Built.Should().BeEmpty();
        result.Errors.Should().HaveCount(2).And.OnlyContain(e => e.Contains("in no repository"));
        Directory.EnumerateFileSystemEntries(_output).Should().BeEmpty();
        Directory.EnumerateDirectories(root.At("tmp"), "kupkg-rollback-*").Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_host_that_was_put_back_builds_above_the_version_that_is_held()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0-1")], [new("aa", "2.0-1")], keepOld: true);
        Hold[] holds = [new(new PackageId("aa", "all"), "2.0-2", "it hung", 1, DateTimeOffset.UnixEpoch)];

        (await BuildAsync(root, "aa", holds: holds)).Built.Single().Package.Version.Should().Be("2.0-2A~really1.0.1");
        (await BuildAsync(root, "nothing")).Should().Match<RollbackResult>(r => r.IsUsage && r.Errors.Count == 1);
    }

    [SkippableFact]
    public async Task What_an_archive_says_of_other_packages_stays_as_it_is()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0-1") { MoreFields = "Suggests: aa-doc (= 1.0-1), bb | aa (>= 1.0)\nX-Note: aa (= 1.0-1)" }], [new("aa", "2.0-1")], keepOld: true);

        var built = (await BuildAsync(root, "aa")).Built.Single();

        (await Command.MustAsync("dpkg-deb", "-f", built.Archive, "Suggests")).Line.Should().Be("aa-doc (= 1.0-1), bb | aa (>= 1.0)");
        (await Command.MustAsync("dpkg-deb", "-f", built.Archive, "X-Note")).Line.Should().Be("aa (= 1.0-1)");
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lintian_has_nothing_to_say_of_what_is_built_that_it_does_not_say_of_the_old_archive(bool isInRepository)
    {
        var old = new DebianPackage("aa", "1.0-1")
        {
            Files = new Dictionary<string, string> { ["/usr/share/aa/v"] = "old" }, Conffiles = new Dictionary<string, string> { ["/etc/aa.conf"] = "one" },
            Postinst = "set -e", Prerm = "set -e", Triggers = "activate-noawait aa-changed",
        };
        await using var root = await AptRoot.StartAsync([old], [old with { Version = "2.0-3" }], keepOld: true);
        var before = await TagsAsync(root.Repository.PathOf(old));
        if (!isInRepository)
        {
            await root.Repository.RemoveAsync(old);
            await root.InsideAsync("apt-get", "-q", "update");
        }

        var built = (await BuildAsync(root, "aa")).Built.Single();

        built.CameFrom.Should().Be(isInRepository ? AsideOrigin.Fetched : AsideOrigin.Rebuilt);
        before.Should().NotBeEmpty("it has neither a changelog nor a copyright, and lintian was really asked");
        (await TagsAsync(built.Archive)).Should().BeSubsetOf(before);
    }

    // E: aa: no-copyright-file
    private static async Task<IReadOnlyList<string>> TagsAsync(string archive) =>
        [.. (await Command.RunAsync(["lintian", "--allow-root", "--no-cfg", "--display-info", "--pedantic", archive], AptRoot.Generous)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct()];

    private Task<RollbackResult> BuildAsync(AptRoot root, string package, string? to = null, IReadOnlyList<Hold>? holds = null) =>
        new RollbackBuilder(root.Paths, root.Launcher, TimeProvider.System).BuildAsync(package, to, _output, holds ?? [], static (_, _) => null, default);
}
