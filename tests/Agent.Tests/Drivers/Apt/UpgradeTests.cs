using KuPkg.Agent.Drivers;
using KuPkg.Harness.Mirrors;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>The straight way with real apt and dpkg in a root.</summary>
public sealed class UpgradeTests
{
    [SkippableFact]
    public async Task An_upgrade_does_exactly_its_plan()
    {
        await using var root = await AptRoot.StartAsync(
            [new("aa", "1.0"), new("bb", "1.0"), new("asks", "1.0")],
            [
                new("aa", "2.0") { Depends = "fresh" }, new("fresh", "1.0"), new("bb", "2.0"),
                new("asks", "2.0") { Postinst = "read answer || answer=none; echo \"$answer\" >/root/answer; cat /dev/tty; test -t 0 && exit 9; true" },
            ]);
        var folder = root.NewFolder();

        var plan = await root.ExplainAsync(await root.PlanAsync(folder));
        plan.Changes.Should().BeEquivalentTo(
        [
            new Change(new PackageId("aa", "all"), "1.0", "2.0", "Tests:stable", false), new Change(new PackageId("bb", "all"), "1.0", "2.0", "Tests:stable", false),
            new Change(new PackageId("asks", "all"), "1.0", "2.0", "Tests:stable", false), new Change(new PackageId("fresh", "all"), null, "1.0", "Tests:stable", false),
        ]);
        plan.DownloadBytes.Should().BePositive();
        plan.GrowthBytes.Should().NotBeNull();
        root.Driver.SpaceNeeds(plan).Should().Contain(n => n.For == "downloads").And.OnlyContain(n => Directory.Exists(n.Directory));

        var download = root.Driver.ReadDownload(await root.RunAsync(root.Driver.Download(folder, root.Preferences)));
        download.Should().Match<DownloadResult>(d => d.Error == null && d.FetchedBytes > 0 && d.Missing.Count == 0);
        (await root.VersionOf("aa")).Should().Be("1.0", "a download changes nothing");

        var tool = root.Driver.Install(folder, root.Preferences);
        var end = await root.RunAsync(tool);
        end.Status.IsSuccess.Should().BeTrue(File.ReadAllText(tool.OutputPath));
        root.Driver.ReadInstall(end).Should().Match<InstallResult>(r => r.Errors.Count == 0 && r.Failures.Count == 0);
        foreach (var package in new[] { "aa", "bb", "asks" })
            (await root.VersionOf(package)).Should().Be("2.0");
        File.ReadAllText(root.At("root/answer")).Should().Be("none\n", "no script can wait for input");
        (await root.IsAutoAsync("fresh")).Should().BeTrue();
        (await root.IsAutoAsync("aa")).Should().BeFalse();

        var steps = root.Driver.OpenProgress(tool).Read();
        steps.Should().Contain(s => s.Package == "aa" && s.Text.StartsWith("Configuring aa", StringComparison.Ordinal));
        steps.Should().OnlyContain(s => s.Percent >= 0 && s.Percent <= 100);
        (await root.PlanAsync()).IsEmpty.Should().BeTrue();
        (await root.Driver.ReadHealthAsync(thorough: true, default)).IsClean.Should().BeTrue();
    }

    [SkippableFact]
    public async Task A_changed_configuration_file_and_a_debconf_question_stop_nothing()
    {
        var conffile = new Dictionary<string, string> { ["/etc/cf.conf"] = "old\n" };
        var templates = "Template: asks/word\nType: string\nDefault: default\nDescription: a word\n a word\n";
        await using var root = await AptRoot.StartAsync(
            [new("cf", "1.0") { Conffiles = conffile }, new("asks", "1.0") { Depends = "debconf" }],
            [
                new("cf", "2.0") { Conffiles = new Dictionary<string, string> { ["/etc/cf.conf"] = "new\n" } },
                new("asks", "2.0")
                {
                    Depends = "debconf", Templates = templates, Config = ". /usr/share/debconf/confmodule; db_input critical asks/word || true; db_go || true",
                    Postinst = ". /usr/share/debconf/confmodule; db_get asks/word; echo \"$RET\" >/root/word",
                },
            ]);
        root.Write("etc/cf.conf", "mine\n");

        (await root.UpgradeAsync()).Failures.Should().BeEmpty();

        (await root.VersionOf("cf")).Should().Be("2.0");
        File.ReadAllText(root.At("etc/cf.conf")).Should().Be("mine\n");
        File.ReadAllText(root.At("root/word")).Should().Be("default\n");
    }

    [SkippableFact]
    public async Task A_source_that_fails_is_named_beside_a_good_one()
    {
        await using var root = await AptRoot.StartAsync([], [new("aa", "1.0")]);
        root.Write("etc/apt/sources.list", $"{root.Mirror.SourceLine}\ndeb [trusted=yes] {root.Mirror.Address}gone stable main\n");

        var end = await root.RunAsync(root.Driver.Refresh(root.NewFolder()));
        var refresh = await root.Driver.ReadRefreshAsync(end, default);

        end.Status.IsSuccess.Should().BeFalse();
        refresh.Should().Match<RefreshResult>(r => r.IsUsable && !r.IsComplete && r.Sources.Count == 2);
        refresh.Sources.Single(s => !s.IsFresh).Should().Match<SourceResult>(s => s.Name.EndsWith("/gone stable", StringComparison.Ordinal) && s.Error!.Contains("404"));
        root.Driver.ListsRefreshedAt().Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
    }

    [SkippableFact]
    public async Task With_all_mirrors_dead_no_source_is_fresh_and_nothing_is_harmed()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0")], [new("aa", "2.0")]);
        await root.Mirror.RefuseAsync();

        var refresh = await root.Driver.ReadRefreshAsync(await root.RunAsync(root.Driver.Refresh(root.NewFolder())), default);

        refresh.IsUsable.Should().BeFalse();
        refresh.Sources.Should().ContainSingle().Which.Error.Should().Contain("onnect");
        (await root.PlanAsync()).Changes.Should().ContainSingle("the old lists are still there");
    }

    [SkippableFact]
    public async Task A_refresh_that_was_ended_names_the_sources_it_did_not_reach()
    {
        await using var root = await AptRoot.StartAsync([], [new("aa", "1.0")]);
        var tool = root.Driver.Refresh(root.NewFolder());

        var refresh = await root.Driver.ReadRefreshAsync(new ToolEnd(tool, ExitStatus.Signaled(SignalNames.Kill), WasKilled: true), default);

        refresh.Sources.Should().ContainSingle().Which.Should().Match<SourceResult>(s => !s.IsFresh && s.Error == "was not reached" && s.Name.EndsWith(" stable", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Sources_that_cannot_be_read_are_one_error()
    {
        await using var root = await AptRoot.StartAsync([], [new("aa", "1.0")]);
        root.Write("etc/apt/sources.list", "deb what\n");

        var refresh = await root.Driver.ReadRefreshAsync(await root.RunAsync(root.Driver.Refresh(root.NewFolder())), default);

        refresh.Sources.Should().ContainSingle().Which.Error.Should().Contain("Malformed");
    }

    [SkippableFact]
    public async Task A_download_that_fails_says_which_package_is_missing()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0"), new("bb", "1.0")], [new("aa", "2.0"), new("bb", "2.0")]);
        root.Mirror.Fail("*bb_2.0*", new MirrorFault.NotFound());

        var download = root.Driver.ReadDownload(await root.RunAsync(root.Driver.Download(root.NewFolder(), root.Preferences)));

        download.Error.Should().Contain("404");
        download.Missing.Should().Equal("bb");
    }

    [SkippableFact]
    public async Task A_failing_script_is_told_and_the_others_are_updated()
    {
        await using var root = await AptRoot.StartAsync(
            [new("good", "1.0"), new("bad", "1.0"), new("waits", "1.0")],
            [new("good", "2.0"), new("bad", "2.0") { Postinst = "exit 7" }, new("waits", "2.0") { Depends = "bad (>= 2.0)" }]);

        var result = await root.UpgradeAsync();

        result.Failures.Keys.Should().Equal(["bad"], "what only waits for it is not to blame");
        result.Failures["bad"].Should().Contain("exit status 7");
        (await root.VersionOf("good")).Should().Be("2.0");
        var health = await root.Driver.ReadHealthAsync(thorough: false, default);
        health.Broken.Select(p => (p.Package.Name, p.State)).Should().BeEquivalentTo([("bad", PackageState.HalfConfigured), ("waits", PackageState.Unpacked)]);
        health.Problems.Should().HaveCount(2);
    }

    [SkippableFact]
    public async Task A_package_that_asks_for_a_reboot_is_named()
    {
        await using var root = await AptRoot.StartAsync([], []);
        root.Driver.RebootNeeded().Should().BeNull();

        root.Write("run/reboot-required", "*** System restart required ***\n");
        root.Write("run/reboot-required.pkgs", "linux-image-x\nlibc6\nlibc6\n");

        root.Driver.RebootNeeded().Should().Be("linux-image-x, libc6");
    }
}
