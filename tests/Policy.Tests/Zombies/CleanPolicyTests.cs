using KuPkg.Policy.Settings;
using KuPkg.Policy.Zombies;
using static KuPkg.Policy.Tests.Zombies.Processes;

namespace KuPkg.Policy.Tests.Zombies;

public sealed class CleanPolicyTests
{
    // The oldest zombie began with tick 11.
    private const long TwoHours = 11 + (2 * 3600 * 100);

    private static readonly ZombieSettings Named = new() { Restart = ["food"], Kill = [Food] };

    [Theory]
    [InlineData("food", true)]
    [InlineData("food.service", true)]
    [InlineData("f*", true)]
    [InlineData("foo", false)]
    [InlineData("bar*", false)]
    public void Only_what_is_named_is_restarted(string named, bool isAllowed) =>
        Restart(new ZombieSettings { Restart = [named] }).IsAllowed.Should().Be(isAllowed);

    [Fact]
    public void By_default_nothing_is_restarted_and_nothing_ended()
    {
        Restart(new ZombieSettings()).Should().Match<CleanDecision>(static d => !d.IsAllowed && d.Why == "zombies.restart does not name food.service");
        CleanPolicy.End(Old(), new ZombieSettings(), Priority.Normal, "").Should().Match<CleanDecision>(static d => !d.IsAllowed && d.Why == "zombies.kill names neither /usr/sbin/food nor food.service");
    }

    [Fact]
    public void A_restart_has_its_time_and_its_pause()
    {
        Restart(Named).Why.Should().Be("1 defunct child of food (pid 10), the oldest started 2 h ago; a nudge did not help");
        Restart(Named, nowTicks: 11 + (3599 * 100)).Should().Match<CleanDecision>(static d => !d.IsAllowed && d.Why.Contains("zombies.after is 60 min"));
        Restart(Named, nowTicks: 11 + (3600 * 100)).IsAllowed.Should().BeTrue();
        Restart(Named, last: new DateTimeOffset(2026, 11, 12, 3, 41, 0, TimeSpan.Zero)).Should().Match<CleanDecision>(static d => !d.IsAllowed && d.Why.Contains("at 03:41 UTC"));
    }

    [Theory]
    [InlineData("inactive")]
    [InlineData("failed")]
    [InlineData("activating")]
    [InlineData("deactivating")]
    public void What_is_not_running_is_not_started(string state) =>
        CleanPolicy.Restart(Group(), Unit(main: 10, state: state), Named, null, TwoHours, "").IsAllowed.Should().BeFalse();

    [Theory]
    [InlineData("/system.slice/dbus.service")]
    [InlineData("/system.slice/docker.service")]
    [InlineData("/system.slice/own.service")]
    [InlineData("/system.slice/kupkg.service")]
    [InlineData("/system.slice/run-1.scope")]
    [InlineData("/user.slice/user-0.slice/user@0.service/app.slice/food.service")]
    [InlineData("/system.slice")]
    public void Some_units_are_restarted_by_no_setting(string cgroup)
    {
        var group = DefunctGroups.Find(Host([Of(10, cgroup), Zombie(11, 10)])).Single();
        CleanPolicy.Restart(group, Unit(group.Unit, 10), new ZombieSettings { Restart = ["*"] }, null, TwoHours, "own.service").IsAllowed.Should().BeFalse();
    }

    [Theory]
    [InlineData(Food, true)]
    [InlineData("food", true)]
    [InlineData("food.service", true)]
    [InlineData("/usr/sbin", false)]
    [InlineData("/usr/sbin/*", false)]
    [InlineData("/usr/sbin/foo", false)]
    public void Only_an_old_instance_of_what_is_named_is_ended(string named, bool isAllowed)
    {
        var settings = new ZombieSettings { Kill = [named] };
        CleanPolicy.End(Old(), settings, Priority.Normal, "").IsAllowed.Should().Be(isAllowed);
        CleanPolicy.End(Old(), settings, Priority.Critical, "").IsAllowed.Should().BeFalse();
        CleanPolicy.End(Old(), settings, Priority.Normal, "food.service").IsAllowed.Should().BeFalse("this program's own unit is nobody's to end");
    }

    [Fact]
    public void An_old_instance_in_a_unit_that_is_never_restarted_is_not_ended() =>
        CleanPolicy.End(new OldInstance(Of(9, "/system.slice/dbus.service").Replaced(), "old"), Named, Priority.Normal, "").IsAllowed.Should().BeFalse();

    [Fact]
    public void One_outside_of_units_is_named_by_its_executable() =>
        CleanPolicy.End(new OldInstance(Of(9, "/").Replaced(), "old"), Named, Priority.Normal, "").Should().Match<CleanDecision>(static d => d.IsAllowed && d.Unit == Food);

    private static DefunctGroup Group() => DefunctGroups.Find(Host([Of(10), Zombie(11, 10)])).Single();

    private static OldInstance Old() => new(Of(9).Replaced(), "old");

    private static CleanDecision Restart(ZombieSettings settings, DateTimeOffset? last = null, long nowTicks = TwoHours) =>
        CleanPolicy.Restart(Group(), Unit(main: 10), settings, last, nowTicks, "");
}
