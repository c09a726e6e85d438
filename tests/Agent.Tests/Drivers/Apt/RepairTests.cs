using KuPkg.Agent.Drivers;
using KuPkg.Harness.Packages;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>The rungs of the ladder and putting back, with real dpkg in each state that an interruption leaves.</summary>
public sealed class RepairTests
{
    // A script's parent is dpkg: killed from within, once.
    private const string KillsDpkgOnce = "test -e /root/killed || { touch /root/killed; kill -9 $PPID; sleep 1; exit 1; }";

    private static readonly PackageId Aa = new("aa", "all");

    [SkippableFact]
    public async Task An_interrupted_dpkg_is_finished_by_configure()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0")], [new("aa", "2.0") { Postinst = KillsDpkgOnce }]);
        await root.UpgradeAsync();
        var health = await root.Driver.ReadHealthAsync(thorough: true, default);
        health.Should().Match<DatabaseHealth>(h => h.IsInterrupted && !h.IsClean);

        var end = await root.RunAsync(root.Driver.Repair(root.NewFolder(), new ConfigureRung()));

        end.Status.IsSuccess.Should().BeTrue(File.ReadAllText(end.Tool.OutputPath));
        (await root.Driver.ReadHealthAsync(thorough: true, default)).IsClean.Should().BeTrue();
        (await root.VersionOf("aa")).Should().Be("2.0");
        root.Driver.OpenProgress(end.Tool).Read().Should().Contain(s => s.Package == "aa" && s.Text == "aa: installed");
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_package_killed_in_its_preinst_is_installed_again(bool fromArchive)
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0")], [new("aa", "2.0") { Preinst = KillsDpkgOnce }]);
        await root.UpgradeAsync();
        await root.RunAsync(root.Driver.Repair(root.NewFolder(), new ConfigureRung()));
        var health = await root.Driver.ReadHealthAsync(thorough: true, default);
        health.Broken.Should().ContainSingle().Which.State.Should().Be(PackageState.NeedsReinstall);

        root.Driver.WithArchive([Aa, new PackageId("other", "all")]).Should().Equal(Aa);
        RepairRung rung = fromArchive ? new ReinstallFromArchiveRung([Aa]) : new ReinstallRung([Aa]);
        var end = await root.RunAsync(root.Driver.Repair(root.NewFolder(), rung));

        end.Status.IsSuccess.Should().BeTrue(File.ReadAllText(end.Tool.OutputPath));
        (await root.Driver.ReadHealthAsync(thorough: true, default)).Problems.Should().BeEmpty();
        (await root.VersionOf("aa")).Should().Be("2.0");
    }

    [SkippableFact]
    public async Task A_host_that_deletes_its_archives_is_repaired_from_those_secured_before()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0")], [new("aa", "2.0") { Preinst = KillsDpkgOnce }]);
        root.Write("etc/apt/apt.conf.d/docker-clean", "DPkg::Post-Invoke { \"rm -f /var/cache/apt/archives/*.deb || true\"; };\n");
        await root.UpgradeAsync();
        await root.RunAsync(root.Driver.Repair(root.NewFolder(), new ConfigureRung()));
        await root.Mirror.RefuseAsync();
        await root.InsideAsync("apt-get", "clean");

        var end = await root.RunAsync(root.Driver.Repair(root.NewFolder(), new ReinstallFromArchiveRung([Aa])));

        end.Status.IsSuccess.Should().BeTrue(File.ReadAllText(end.Tool.OutputPath));
        (await root.VersionOf("aa")).Should().Be("2.0");
    }

    [SkippableFact]
    public async Task Nothing_at_hand_is_no_rung()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0")], []);

        root.Driver.Repair(root.NewFolder(), new ReinstallFromArchiveRung([Aa])).Should().BeNull();
        root.Driver.WithArchive([Aa]).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Installing_again_leaves_automatic_marks_alone()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0"), new("bb", "1.0")], [new("aa", "2.0"), new("bb", "2.0")]);
        await root.InsideAsync("apt-mark", "auto", "aa");

        await root.RunAsync(root.Driver.Repair(root.NewFolder(), new ReinstallRung([Aa, new PackageId("bb", "all")])));

        (await root.VersionOf("aa")).Should().Be("2.0");
        (await root.IsAutoAsync("aa")).Should().BeTrue();
        (await root.IsAutoAsync("bb")).Should().BeFalse();
    }

    [SkippableFact]
    public async Task A_missing_dependency_is_fixed_without_removing_anything()
    {
        await using var root = await AptRoot.StartAsync([], [new("needs", "1.0") { Depends = "lib" }, new("lib", "1.0")]);
        await root.InsideAsync("sh", "-c", "cd /root && apt-get -q download needs && dpkg -i needs_1.0_all.deb || true");
        (await root.Driver.ReadHealthAsync(thorough: true, default)).Problems.Should().Contain(p => p.StartsWith("apt-get check: ", StringComparison.Ordinal));

        await root.RunAsync(root.Driver.Repair(root.NewFolder(), new FixDependenciesRung()));

        (await root.VersionOf("needs")).Should().Be("1.0");
        (await root.Driver.ReadHealthAsync(thorough: true, default)).Problems.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_version_that_fails_is_put_back_with_what_waits_for_it()
    {
        await using var root = await AptRoot.StartAsync(
            [new("aa", "1.0"), new("waits", "1.0")],
            [new("aa", "2.0") { Postinst = "exit 7" }, new("waits", "2.0") { Depends = "aa (>= 2.0)" }], keepOld: true);
        await root.InsideAsync("apt-mark", "auto", "aa");
        var plan = await root.PlanAsync();
        var kept = await root.KeepAsideAsync(plan);
        kept.Should().HaveCount(2).And.OnlyContain(k => k.Path != null, "the repository still has the old versions");
        await root.UpgradeAsync();
        (await root.VersionOf("aa")).Should().Be("2.0 HalfConfigured");

        var alone = root.Driver.ReadPutBackSimulation(await root.RunAsync(root.Driver.SimulatePutBack(root.NewFolder(), [.. kept.Where(k => k.Change.Package == Aa)])));
        alone.Error.Should().NotBeNull("the one that waits needs the new version");
        var simulation = root.Driver.ReadPutBackSimulation(await root.RunAsync(root.Driver.SimulatePutBack(root.NewFolder(), kept)));
        simulation.Should().Match<SimulationResult>(s => s.Error == null && s.Removals.Count == 0);
        simulation.Plan.Changes.Select(c => (c.Package.Name, c.To)).Should().BeEquivalentTo([("aa", "1.0"), ("waits", "1.0")]);
        var end = await root.RunAsync(root.Driver.PutBack(root.NewFolder(), kept));

        end.Status.IsSuccess.Should().BeTrue(File.ReadAllText(end.Tool.OutputPath));
        (await root.VersionOf("aa")).Should().Be("1.0");
        (await root.VersionOf("waits")).Should().Be("1.0");
        (await root.IsAutoAsync("aa")).Should().BeTrue();
        (await root.IsAutoAsync("waits")).Should().BeFalse();
        (await root.Driver.ReadHealthAsync(thorough: true, default)).IsClean.Should().BeTrue();
    }

    [SkippableFact]
    public async Task An_outgoing_version_that_nobody_has_is_recorded_as_not_restorable()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0")], [new("aa", "2.0")]);

        var kept = await root.KeepAsideAsync(await root.PlanAsync());

        kept.Should().ContainSingle().Which.Should().Match<KeptAside>(k => k.Path == null && k.Note.StartsWith("not restorable", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_version_installed_by_one_run_is_at_hand_for_the_next()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0")], [new("aa", "1:2.0")]);
        await root.UpgradeAsync();
        await root.InsideAsync("apt-get", "clean");
        await root.Repository.AddAsync(new DebianPackage("aa", "1:3.0"));
        await root.InsideAsync("apt-get", "-q", "update");

        var kept = await root.KeepAsideAsync(await root.PlanAsync());

        kept.Should().ContainSingle().Which.Path.Should().Be(Path.Join(root.Paths.AsideDirectory, "aa_1%3a2.0_all.deb"));
    }

    [SkippableFact]
    public async Task No_more_is_kept_aside_than_allowed()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0") { Ballast = ("/usr/share/aa/x", 200_000) }, new("bb", "1.0")], [new("aa", "2.0"), new("bb", "2.0")], keepOld: true);
        root.Preferences = root.Preferences with { Settings = root.Preferences.Settings with { KeepAsideMaxBytes = 100_000 } };

        var kept = await root.KeepAsideAsync(await root.PlanAsync());

        kept.Where(k => k.Path is not null).Select(k => k.Change.Package.Name).Should().Equal("bb");
    }

    [SkippableFact]
    public async Task A_held_version_is_not_installed_again_by_a_repair()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0")], [new("aa", "2.0") { Preinst = KillsDpkgOnce }], keepOld: true);
        await root.KeepAsideAsync(await root.PlanAsync());
        await root.UpgradeAsync();
        await root.RunAsync(root.Driver.Repair(root.NewFolder(), new ConfigureRung()));
        root.Driver.WriteHolds([new Hold(Aa, "2.0", "it hung", 1, DateTimeOffset.UnixEpoch)]);

        var tool = root.Driver.Repair(root.NewFolder(), new ReinstallFromArchiveRung([Aa]));

        (await root.RunAsync(tool)).Status.IsSuccess.Should().BeTrue();
        (await root.VersionOf("aa")).Should().Be("1.0");
        (await root.Driver.ReadHealthAsync(thorough: true, default)).IsClean.Should().BeTrue();
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_package_that_cannot_be_configured_is_removed(bool removedFirst)
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0")], [new("aa", "2.0") { Depends = "fresh" }, new("fresh", "1.0") { Postinst = "exit 7" }], keepOld: true);
        var kept = await root.KeepAsideAsync(await root.PlanAsync());
        await root.UpgradeAsync();
        (await root.VersionOf("fresh")).Should().Be("1.0 HalfConfigured");

        var putBack = root.Driver.PutBack(root.NewFolder(), kept);
        var remove = root.Driver.RemoveNew(root.NewFolder(), [new PackageId("fresh", "all")]);
        var simulate = root.Driver.SimulatePutBack(root.NewFolder(), kept);
        foreach (var tool in removedFirst ? new[] { remove, simulate, putBack } : [simulate, putBack, remove])
            (await root.RunAsync(tool)).Status.IsSuccess.Should().BeTrue(File.ReadAllText(tool.OutputPath));
        root.Driver.ReadPutBackSimulation(new ToolEnd(simulate, ExitStatus.Exited(0), WasKilled: false)).Plan.Changes.Should().ContainSingle().Which.To.Should().Be("1.0");

        (await root.VersionOf("aa")).Should().Be("1.0");
        (await root.VersionOf("fresh")).Should().BeOneOf("absent", "1.0 NotInstalled");
        (await root.Driver.ReadHealthAsync(thorough: true, default)).IsClean.Should().BeTrue();
    }

    [SkippableFact]
    public async Task Each_attempt_has_files_and_a_scope_of_its_own()
    {
        await using var root = await AptRoot.StartAsync([], []);
        var folder = root.NewFolder();

        var first = root.Driver.Repair(folder, new ConfigureRung())!;
        var second = root.Driver.Repair(folder, new ConfigureRung())!;

        first.Launch.Scope.Should().Be("kupkg-run-1-01-configure.scope");
        second.Launch.Scope.Should().Be("kupkg-run-1-02-configure.scope");
        first.OutputPath.Should().NotBe(second.OutputPath);
        first.StatusPath.Should().NotBe(second.StatusPath);
        first.Launch.Environment.Should().Contain("KUPKG_RUN", "1").And.Contain("DEBIAN_FRONTEND", "noninteractive");
        root.Driver.Refresh(folder).Launch.Scope.Should().BeNull();
    }
}
