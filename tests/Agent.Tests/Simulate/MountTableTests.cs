using KuPkg.Agent.Simulate.Rehearsal;

namespace KuPkg.Agent.Tests.Simulate;

public class MountTableTests
{
    private const string Info = """
        22 27 0:21 / /proc rw,relatime - proc proc rw
        27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
        36 27 8:2 / /var rw,relatime shared:2 - ext4 /dev/sda2 rw
        37 36 8:3 / /var/log rw,relatime shared:3 - xfs /dev/sda3 rw
        38 27 8:4 / /home rw,relatime shared:4 - ext4 /dev/sda4 rw
        39 27 0:30 / /run rw,nosuid shared:5 - tmpfs tmpfs rw
        40 27 0:31 / /usr/share/far rw shared:6 - nfs4 far:/ rw
        41 27 8:5 / /usr/my\040disk rw,relatime shared:7 - btrfs /dev/sda5 rw
        42 36 0:40 / /var/lib/containers/a/merged rw,relatime shared:8 - overlay overlay rw
        43 27 8:6 / /images/one/usr rw,relatime shared:9 - ext4 /dev/sda6 rw
        """;

    [Fact]
    public void Disks_below_the_root_need_layers_of_their_own_parents_first_and_others_are_left_out() =>
        MountTable.Below(Info, "/").Should().Equal("/images/one/usr", "/usr/my disk", "/var", "/var/log");

    [Fact]
    public void Below_another_root_they_are_told_as_that_root_sees_them() => MountTable.Below(Info, "/images/one").Should().Equal("/usr");
}
