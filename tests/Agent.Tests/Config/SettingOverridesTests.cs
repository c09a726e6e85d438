using KuPkg.Agent.Config;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Config;

public class SettingOverridesTests
{
    private static KuPkgSettings Apply(out IReadOnlyList<string> mistakes, params string[] assignments) =>
        SettingOverrides.Apply(new KuPkgSettings(), assignments, out mistakes);

    [Fact]
    public void Each_kind_of_value_is_read()
    {
        var settings = Apply(
            out var mistakes, "limits.install.quiet=10s", "limits.install.spin=1.5m", "limits.install.hard=2h", "limits.repair.tries=3",
            "limits.download.floor=4 KiB/s over 20s", "packages.never=linux-*, foo", "packages.upgrade=security", "packages.keep_aside_max=1 GiB", "priority=critical");

        mistakes.Should().BeEmpty();
        settings.Install.Should().Be(new InstallLimits
        {
            Quiet = TimeSpan.FromSeconds(10), Spin = TimeSpan.FromSeconds(90), Hard = TimeSpan.FromHours(2),
        });
        settings.Repair.Tries.Should().Be(3);
        (settings.Download.FloorBytesPerSecond, settings.Download.FloorOver).Should().Be((4096, TimeSpan.FromSeconds(20)));
        settings.Packages.Never.Should().Equal("linux-*", "foo");
        settings.Packages.SecurityOnly.Should().BeTrue();
        settings.Packages.KeepAsideMaxBytes.Should().Be(1L << 30);
        settings.Priority.Should().Be(Priority.Critical);
    }

    [Fact]
    public void The_patience_with_other_holders_of_the_locks_is_read()
    {
        Apply(out var mistakes, "locks.wait=1m", "locks.hung_after=5s", "locks.on_hung=wait", "locks.interactive=kill").Locks.Should().Be(new LockSettings
        {
            Wait = TimeSpan.FromMinutes(1), HungAfter = TimeSpan.FromSeconds(5), OnHung = HungHolder.Wait, Interactive = HungHolder.Kill,
        });
        mistakes.Should().BeEmpty();
        Apply(out mistakes, "locks.hung_after=1s", "locks.on_hung=shoot", "locks.interactive=as_on_hung").Locks.Should().Be(new LockSettings());
        mistakes.Should().HaveCount(3);
        mistakes[1].Should().Contain("\"kill\", \"wait\", \"report\"");
    }

    [Fact]
    public void All_mistakes_are_named_at_once_and_a_near_miss_is_suggested()
    {
        Apply(out var mistakes, "limits.install.quite=10s", "limits.install.quiet=soon", "limits.install.quiet", "limits.install.quiet=1s");

        mistakes.Should().HaveCount(4);
        mistakes[0].Should().Contain("did you mean \"limits.install.quiet\"?");
        mistakes[1].Should().Contain("\"soon\" is not a duration");
        mistakes[2].Should().Contain("a value is missing");
        mistakes[3].Should().Contain("from 2s");
    }

    [Fact]
    public void A_mistake_leaves_the_other_assignments_in_force() =>
        Apply(out _, "nonsense=1", "limits.repair.quiet=5s").Repair.Quiet.Should().Be(TimeSpan.FromSeconds(5));

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("2d", 172800)]
    [InlineData("500ms", 0.5)]
    public void Durations_are_read(string text, double seconds) =>
        SettingText.Duration(text).Should().Be(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 minutes")]
    [InlineData("1e9h")]
    public void What_is_no_duration_is_refused(string text) =>
        SettingText.Duration(text).Should().BeNull();
}
