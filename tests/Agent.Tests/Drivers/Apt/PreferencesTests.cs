using KuPkg.Harness.Packages;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>What is left out, and why, with real apt.</summary>
public sealed class PreferencesTests
{
    private static readonly DebianPackage[] Old = [new("aa", "1.0"), new("ab", "1.0"), new("bb", "1.0") { MoreFields = "Source: bsource" }, new("bc", "1.0") { MoreFields = "Source: bsource" }];

    private static readonly DebianPackage[] New = [new("aa", "2.0"), new("ab", "2.0"), new("bb", "2.0") { MoreFields = "Source: bsource" }, new("bc", "2.0") { MoreFields = "Source: bsource" }];

    [SkippableFact]
    public async Task Never_leaves_packages_as_they_are_and_says_so()
    {
        await using var root = await AptRoot.StartAsync(Old, New);
        root.Preferences = new(new PackageSettings { Never = ["a*"] }, []);

        var plan = await root.ExplainAsync(await root.PlanAsync());

        plan.Changes.Select(c => c.Package.Name).Should().BeEquivalentTo(["bb", "bc"]);
        plan.KeptBack.Select(k => (k.Package.Name, k.Candidate, k.Cause)).Should().BeEquivalentTo([("aa", "2.0", "excluded by packages.never"), ("ab", "2.0", "excluded by packages.never")]);
        await root.UpgradeAsync();
        (await root.VersionOf("aa")).Should().Be("1.0", "the install heeds what the plan heeded");
        (await root.VersionOf("bb")).Should().Be("2.0");
    }

    [SkippableFact]
    public async Task Only_takes_what_is_named_by_package_or_by_source()
    {
        await using var root = await AptRoot.StartAsync(Old, New);

        root.Preferences = new(new PackageSettings { Only = ["aa"] }, []);
        (await root.PlanAsync()).Changes.Select(c => c.Package.Name).Should().BeEquivalentTo(["aa"]);

        root.Preferences = new(new PackageSettings { Only = ["aa"] }, ["bsource"]);
        var plan = await root.ExplainAsync(await root.PlanAsync());
        plan.Changes.Select(c => c.Package.Name).Should().BeEquivalentTo(["bb", "bc"], "names on the command line count for this run");
        plan.KeptBack.Should().OnlyContain(k => k.Cause == "not named on the command line");

        root.Preferences = new(new PackageSettings(), ["bb"]);
        (await root.PlanAsync()).Changes.Select(c => c.Package.Name).Should().BeEquivalentTo(["bb", "bc"], "siblings of one source belong together");
    }

    [SkippableFact]
    public async Task A_new_package_may_come_for_one_that_is_named()
    {
        await using var root = await AptRoot.StartAsync(Old, [new("aa", "2.0") { Depends = "fresh" }, new("fresh", "1.0"), new("ab", "2.0")]);
        root.Preferences = new(new PackageSettings { Only = ["aa"] }, []);

        (await root.PlanAsync()).Changes.Select(c => c.Package.Name).Should().BeEquivalentTo(["aa", "fresh"]);
    }

    [SkippableFact]
    public async Task Security_only_takes_security_archives_and_heeds_the_administrator()
    {
        await using var root = await AptRoot.StartAsync(Old, New);
        using var security = LocalRepository.Create();
        await using var mirror = KuPkg.Harness.Mirrors.FaultyMirror.Serve(security.Directory);
        await security.AddAsync(new("aa", "1.5"), new("bb", "1.5"), new DebianPackage("ab", "1.5"));
        var release = Path.Join(security.Directory, "dists/stable/Release");
        File.WriteAllText(release, File.ReadAllText(release).Replace("Label: Tests", "Label: Debian-Security", StringComparison.Ordinal).Replace("Suite: stable", "Suite: stable-security", StringComparison.Ordinal));
        root.Write("etc/apt/sources.list", $"{root.Mirror.SourceLine}\n{mirror.SourceLine}\n");
        root.Write("etc/apt/preferences.d/mine.pref", "Package: ab\nPin: version 1.0\nPin-Priority: 900\n");
        await root.InsideAsync("apt-get", "-q", "update");
        root.Preferences = new(new PackageSettings { SecurityOnly = true }, []);

        var plan = await root.ExplainAsync(await root.PlanAsync());

        plan.Changes.Select(c => (c.Package.Name, c.To, c.IsSecurity)).Should().BeEquivalentTo([("aa", "1.5", true), ("bb", "1.5", true)]);
        plan.KeptBack.Should().Contain(k => k.Package.Name == "bc" && k.Cause.StartsWith("no security update"));
    }

    [SkippableFact]
    public async Task A_held_version_stays_away_and_the_next_one_comes()
    {
        await using var root = await AptRoot.StartAsync([.. Old], [.. New]);
        var hold = new Hold(new PackageId("aa", "all"), "2.0", "its postinst slept\n  5 min", 12, DateTimeOffset.UnixEpoch);
        root.Driver.WriteHolds([hold]);
        var file = root.At("etc/apt/preferences.d/kupkg");

        File.ReadAllText(file).Should().Contain("Explanation: its postinst slept 5 min (run 12, 1970-01-01 00:00 UTC)\nPackage: aa:any\nPin: version 2.0\nPin-Priority: -1\n").And.Contain("kupkg unhold");
        File.GetUnixFileMode(file).Should().HaveFlag(UnixFileMode.OtherRead);
        (await root.PlanAsync()).Changes.Should().NotContain(c => c.Package.Name == "aa").And.HaveCount(3);
        (await root.InsideAsync("apt-get", "-s", "upgrade")).ErrorText.Should().BeEmpty("apt must not complain of the file");

        await root.Repository.AddAsync(new DebianPackage("aa", "3.0"));
        await root.InsideAsync("apt-get", "-q", "update");
        (await root.PlanAsync()).Changes.Should().Contain(c => c.Package.Name == "aa" && c.To == "3.0");

        root.Driver.WriteHolds([]);
        File.Exists(file).Should().BeFalse();
        Directory.EnumerateFiles(root.At("etc/apt/preferences.d")).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_version_that_only_this_run_keeps_away_is_explained()
    {
        await using var root = await AptRoot.StartAsync(Old, New);
        root.Write("etc/apt/preferences", "Package: ab\nPin: version 1.0\nPin-Priority: 900\n");
        root.Preferences = root.Preferences with { Holds = [new Hold(new PackageId("aa", "all"), "2.0", "it hung", 3, DateTimeOffset.UnixEpoch)] };

        var plan = await root.ExplainAsync(await root.PlanAsync());

        plan.Changes.Select(c => c.Package.Name).Should().BeEquivalentTo(["bb", "bc"], "the administrator's own pin is heeded as well");
        plan.KeptBack.Should().ContainSingle(k => k.Package.Name == "aa").Which.Should().Match<KeptBack>(k => k.Cause == "held: it hung" && k.FreedBy == "kupkg unhold aa");
    }

    [SkippableFact]
    public async Task Each_package_that_apt_keeps_back_has_its_real_cause()
    {
        await using var root = await AptRoot.StartAsync(
            [new("held", "1.0"), new("fights", "1.0"), new("victim", "1.0"), new("broken", "1.0")],
            [
                new("held", "2.0"), new("fights", "2.0") { MoreFields = "Conflicts: victim" }, new("broken", "2.0") { Depends = "not-there (>= 3)" },
            ]);
        await root.InsideAsync("apt-mark", "hold", "held");

        var plan = await root.ExplainAsync(await root.PlanAsync());

        plan.Changes.Should().BeEmpty();
        plan.KeptBack.Select(k => (k.Package.Name, k.Installed, k.Candidate, k.Cause, k.FreedBy)).Should().BeEquivalentTo(
        [
            ("held", "1.0", "2.0", "held by the administrator (apt-mark hold)", "apt-mark unhold held"),
            ("fights", "1.0", "2.0", "would remove victim", "apt-get install fights"),
            ("broken", "1.0", "2.0", "cannot be installed: Depends: not-there (>= 3) but it is not installable", ""),
        ]);
    }

    [SkippableFact]
    public async Task A_removal_is_proposed_only_where_it_is_allowed()
    {
        await using var root = await AptRoot.StartAsync([new("fights", "1.0"), new("victim", "1.0")], [new("fights", "2.0") { MoreFields = "Conflicts: victim" }]);
        root.Preferences = new(new PackageSettings { AllowRemovals = true }, []);

        var simulation = root.Driver.ReadSimulation(await root.RunAsync(root.Driver.Simulate(root.NewFolder(), root.Preferences)));

        simulation.Removals.Should().ContainSingle().Which.Package.Name.Should().Be("victim");
        simulation.Plan.Changes.Should().ContainSingle().Which.Package.Name.Should().Be("fights");
        await root.UpgradeAsync();
        (await root.VersionOf("fights")).Should().Be("2.0");
    }
}
