using KuPkg.Agent.Locks;

namespace KuPkg.Agent.Tests.Locks;

public sealed class ProcessPlaceTests
{
    [Theory]
    [InlineData("0::/system.slice/apt-daily-upgrade.service\n", "apt-daily-upgrade.service", null)]
    [InlineData("0::/system.slice/foo.service/payload\n", "foo.service", null)]
    [InlineData("0::/user.slice/user-1000.slice/session-3.scope\n", "session-3.scope", "session 3")]
    [InlineData("13:pids:/user.slice/user-0.slice/session-c2.scope\n1:name=systemd:/user.slice/user-0.slice/session-c2.scope\n0::/\n", "session-c2.scope", "session c2")]
    [InlineData("1:name=systemd:/machine-7\n0::/system.slice/nightly.service\n", "nightly.service", null)]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/app.slice/vte-spawn-7.scope\n", "user@1000.service", "user 1000")]
    [InlineData("0::/system.slice/docker-8f.scope\n", "docker-8f.scope", null)]
    [InlineData("0::/\n", null, null)]
    [InlineData("", null, null)]
    public void Unit_and_login_session_are_read_from_the_control_group(string text, string? unit, string? session) =>
        ProcessPlace.Parse(text).Should().Be(new ProcessPlace(unit, session));

    [Theory]
    [InlineData(0, null)]
    [InlineData(34816, "pts/0")]
    [InlineData(34819, "pts/3")]
    [InlineData(1025, "tty1")]
    [InlineData(1088, "ttyS0")]
    [InlineData(34816 + (256 << 12), "pts/256")]
    [InlineData(1281, "terminal 5:1")]
    public void A_terminal_is_named_by_its_device_number(int number, string? name) => ProcessPlace.TerminalOf(number).Should().Be(name);
}
