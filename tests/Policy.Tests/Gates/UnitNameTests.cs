using KuPkg.Policy.Gates;

namespace KuPkg.Policy.Tests.Gates;

/// <summary>Names of units, with and without their endings.</summary>
public class UnitNameTests
{
    [Theory]
    [InlineData("foo.service", "foo", "foo.service")]
    [InlineData("foo", "foo", "foo.service")]
    [InlineData("foo@1.2.service", "foo@1.2", "foo@1.2.service")]
    [InlineData("session-3.scope", "session-3.scope", "session-3.scope")]
    [InlineData("foo.servicex", "foo.servicex", "foo.servicex.service")]
    public void A_service_goes_by_its_bare_name_and_a_scope_keeps_its_ending(string name, string bare, string full)
    {
        UnitName.Bare(name).Should().Be(bare);
        UnitName.Full(name).Should().Be(full);
        UnitName.Full(bare).Should().Be(full);
    }

    [Theory]
    [InlineData("/system.slice/foo.service", "foo.service")]
    [InlineData("/system.slice/foo.service/worker", "foo.service")]
    [InlineData("/user.slice/user-0.slice/session-3.scope", "session-3.scope")]
    [InlineData("/user.slice/user-0.slice/user@0.service/app.slice/bar.service", "bar.service")]
    [InlineData("/system.slice", "")]
    [InlineData("", "")]
    public void The_innermost_unit_of_a_control_group_counts(string cgroup, string unit) => UnitName.In(cgroup).Should().Be(unit);
}
