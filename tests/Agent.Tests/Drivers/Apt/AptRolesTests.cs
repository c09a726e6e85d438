using KuPkg.Agent.Drivers.Apt;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Drivers.Apt;

public sealed class AptRolesTests
{
    [Theory]
    [InlineData("apt-get -y -q upgrade", "manager")]
    [InlineData("/usr/bin/apt-get -q update", "manager")]
    [InlineData("/usr/bin/python3 /usr/bin/unattended-upgrade --download-only", "manager")]
    [InlineData("/usr/lib/apt/methods/http", "fetcher")]
    [InlineData("/usr/bin/dpkg --status-fd 13 --no-triggers --unpack --auto-deconfigure /var/cache/apt/archives/aa_2.0_all.deb", "installer")]
    [InlineData("/usr/bin/dpkg --status-fd 13 --configure --pending", "installer")]
    [InlineData("dpkg --force-confdef --force-confold --configure -a", "installer")]
    [InlineData("dpkg -i /x/aa_1.0_all.deb", "installer")]
    [InlineData("/usr/bin/dpkg --status-fd 13 --no-triggers --force-depends --abort-after=1 --remove aa:amd64", "installer")]
    [InlineData("dpkg --compare-versions 1.0 lt 2.0", "work")]
    [InlineData("dpkg --print-architecture", "work")]
    [InlineData("dpkg-deb --fsys-tarfile /x.deb", "work")]
    [InlineData("dpkg-query -W", "work")]
    [InlineData("dpkg-trigger --no-await x", "work")]
    [InlineData("sleep 1000", "work")]
    [InlineData("", "work")]
    [InlineData("/bin/sh /var/lib/dpkg/info/libfoo1.postinst configure 2.4-2", "libfoo1.postinst")]
    [InlineData("/bin/sh /var/lib/dpkg/info/libfoo1:amd64.postinst configure 2.4-2", "libfoo1.postinst")]
    [InlineData("/bin/sh -e /var/lib/dpkg/info/libfoo1.prerm upgrade 2.4-3", "libfoo1.prerm")]
    [InlineData("/bin/sh /var/lib/dpkg/info/man-db.postinst triggered /usr/share/man", "man-db.trigger")]
    [InlineData("/usr/bin/perl -w /usr/share/debconf/frontend /var/lib/dpkg/info/tzdata.postinst configure 2024a-0", "tzdata.postinst")]
    [InlineData("/usr/bin/python3 /var/lib/dpkg/info/foo.postinst configure", "foo.postinst")]
    [InlineData("/var/lib/dpkg/info/compiled.postinst configure", "compiled.postinst")]
    [InlineData("/bin/bash /var/lib/dpkg/info/python3.11.postrm remove", "python3.11.postrm")]
    [InlineData("/bin/sh /var/lib/dpkg/tmp.ci/preinst upgrade 1.0 2.0", "preinst")]
    [InlineData("/bin/sh /var/cache/debconf/tmp.ci/tzdata.config.Xa81bC configure 2024a", "tzdata.config")]
    [InlineData("/bin/sh -c /usr/lib/needrestart/apt-pinvoke", "hook")]
    [InlineData("grep x /var/lib/dpkg/info/foo.postinst", "work")]
    [InlineData("cat /var/lib/dpkg/info/foo.postinst", "work")]
    [InlineData("/bin/sh /var/lib/dpkg/info/foo.list", "work")]
    public void Each_process_below_apt_has_its_role(string command, string label) =>
        AptRoles.Of(Process(command)).Label.Should().Be(label);

    [Fact]
    public void A_command_cut_at_its_limit_is_still_known() =>
        AptRoles.Of(Process($"/usr/bin/dpkg --status-fd 13 --no-triggers --unpack {new string('x', 512)}"[..512])).Kind.Should().Be(RoleKind.Installer);

    private static ProcessSample Process(string command) =>
        new() { Id = new ProcessId(10, 1), ParentPid = 9, Session = 9, Name = "x", Command = command };
}
