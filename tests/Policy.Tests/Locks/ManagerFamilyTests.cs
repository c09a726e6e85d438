using KuPkg.Policy.Locks;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Locks;

public class ManagerFamilyTests
{
    [Theory]
    [InlineData("apt-get -y dist-upgrade", "apt-get")]
    [InlineData("/usr/bin/apt upgrade", "apt")]
    [InlineData("aptitude", "aptitude")]
    [InlineData("/usr/bin/dpkg --status-fd 13 --configure --pending", "dpkg")]
    [InlineData("/usr/bin/python3 /usr/bin/unattended-upgrade --download-only", "unattended-upgrade")]
    [InlineData("/usr/bin/python3.11 -u /usr/bin/unattended-upgrades", "unattended-upgrades")]
    [InlineData("/bin/sh /usr/lib/apt/apt.systemd.daily lock_is_held install", "apt.systemd.daily")]
    [InlineData("/usr/libexec/packagekitd", "packagekitd")]
    [InlineData("/usr/bin/python3 /usr/bin/dnf -y upgrade", "dnf")]
    [InlineData("rpm -U x.rpm", "rpm")]
    [InlineData("zypper --non-interactive up", "zypper")]
    public void A_package_manager_is_known_by_what_it_was_started_as(string command, string name) =>
        ManagerFamily.NameOf(command).Should().Be(name);

    [Theory]
    [InlineData("")]
    [InlineData("sh -c apt-get update")]
    [InlineData("perl -e apt-get")]
    [InlineData("python3 -m dnf")]
    [InlineData("python3 /opt/backup.py apt-get")]
    [InlineData("vim /usr/bin/apt-get")]
    [InlineData("tail -f /var/log/dpkg")]
    [InlineData("sudo apt-get upgrade")]
    [InlineData("dpkg-query -W")]
    [InlineData("aptly serve")]
    [InlineData("rpmbuild -ba x.spec")]
    [InlineData("/usr/bin/shasum dpkg")]
    public void Nothing_else_is(string command) => ManagerFamily.NameOf(command).Should().BeNull();

    [Fact]
    public void Its_role_is_a_managers_unless_the_driver_knows_better()
    {
        var roles = ManagerFamily.Roles(p => p.Command.StartsWith("dpkg", StringComparison.Ordinal) ? new ProcessRole(RoleKind.Installer) : ProcessRole.Work);

        roles(Process("dpkg -i x.deb")).Kind.Should().Be(RoleKind.Installer);
        roles(Process("/usr/libexec/packagekitd")).Kind.Should().Be(RoleKind.Manager);
        roles(Process("sleep 1000")).Kind.Should().Be(RoleKind.Work);
    }

    private static ProcessSample Process(string command) => new() { Id = new ProcessId(1, 1), ParentPid = 0, Session = 1, Name = "x", Command = command };
}
