using FsCheck;
using FsCheck.Fluent;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Harness.Commands;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>Where a version that rolls forward stands among all others.</summary>
public sealed class RollForwardVersionTests
{
    // What archives append to a version: binary rebuilds, stable and security updates, backports of others, point releases of maintainers and derivatives.
    private static readonly string[] Suffixes = ["+b1", "+b12", "+deb12u1", "+deb13u10", "+nmu1", ".1", ".1+b1", "ubuntu0.1", "ubuntu1", "a", "build1", "+dfsg", "-security1", "+really3", "0", "1", "9", "A", "A1", "Z"];

    private static readonly Gen<string> Upstream =
        from parts in Gen.Choose(0, 120).ListOf(3)
        from extra in Gen.Elements("", "", "", "+dfsg", "~rc1", "a", "+git20240101.abc", "A~really1.0")
        from epoch in Gen.Elements("", "", "1:", "2:")
        select $"{epoch}{string.Join('.', parts)}{extra}";

    private static readonly Gen<string> Revision =
        from number in Gen.Choose(0, 40)
        from extra in Gen.Elements("", "", "", ".1", "+b1", "+deb12u3", "ubuntu2.1", "~deb12u1", "A~really2.4.2", "A~really2.4.2+b1")
        select $"-{number}{extra}";

    private static readonly Gen<(string Bad, string Old)> Pairs =
        from upstream in Upstream from revision in Revision from old in Upstream from oldRevision in Gen.OneOf(Revision, Gen.Constant(""))
        select (upstream + revision, old + oldRevision);

    [Fact]
    public void It_is_above_the_bad_version_and_below_every_later_form_of_it() =>
        Prop.ForAll(Pairs.ToArbitrary(), pair =>
        {
            var version = RollForward.VersionOf(pair.Bad, pair.Old);
            return Compare(version, pair.Bad) > 0 && Later(pair.Bad).All(later => Compare(later, pair.Bad) <= 0 || Compare(version, later) < 0);
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Each_suffix_makes_a_later_form() => Suffixes.Should().OnlyContain(s => Compare($"2.4-3{s}", "2.4-3") > 0, "otherwise the property would say nothing");

    [Fact]
    public async Task Real_dpkg_says_the_same()
    {
        var random = Pairs.Sample(40, 60).Select(p => (Version: RollForward.VersionOf(p.Bad, p.Old), p.Bad)).ToList();
        var script = string.Join('\n', random.SelectMany(r => Later(r.Bad).Where(l => Compare(l, r.Bad) > 0).Select(l => $"dpkg --compare-versions '{r.Version}' lt '{l}' 2>/dev/null || echo '{r.Version} is not below {l}'")
            .Prepend($"dpkg --compare-versions '{r.Version}' gt '{r.Bad}' 2>/dev/null || echo '{r.Version} is not above {r.Bad}'").Append($"dpkg --validate-version '{r.Version}' 2>&1")));

        (await Command.RunAsync(["sh"], input: script)).MustSucceed().Text.Should().BeEmpty();
    }

    [Fact]
    public void After_a_version_without_a_revision_one_with_it_is_below_and_all_other_later_forms_are_above()
    {
        var version = RollForward.VersionOf("1.0", "0.9-2");

        Compare(version, "1.0").Should().BePositive();
        Suffixes.Where(s => s[0] != '-' && Compare($"1.0{s}", "1.0") > 0).Should().OnlyContain(s => Compare(version, $"1.0{s}") < 0);
        Compare(version, "1.0-1").Should().BePositive("the one form that the formula cannot stay below: docs/putting-back.md");
    }

    [Fact]
    public void Rolling_back_once_more_stays_below_the_next_revision()
    {
        var once = RollForward.VersionOf("2.4-3", "2.4-2");
        var twice = RollForward.VersionOf(once, "2.4-1");

        Compare(twice, once).Should().BePositive();
        foreach (var later in (string[])["2.4-3+b1", "2.4-3ubuntu0.1", "2.4-4", "2.5-1"])
            Compare(twice, later).Should().BeNegative();
    }

    // The next revision, the next upstream version, and every suffix.
    private static IEnumerable<string> Later(string version)
    {
        var hyphen = version.LastIndexOf('-');
        var (upstream, revision) = (version[..hyphen], version[(hyphen + 1)..]);
        var number = new string([.. revision.TakeWhile(char.IsAsciiDigit)]);
        var next = int.Parse(number, null) + 1;
        return [.. Suffixes.Select(s => version + s), $"{upstream}-{next}", $"{upstream}-{next}~deb12u1", $"{upstream}.1-1", $"{upstream}+dfsg-1", $"{upstream}a-1", $"9:{upstream}-0"];
    }

    private static int Compare(string left, string right) => DpkgVersionComparer.Instance.Compare(left, right);
}
