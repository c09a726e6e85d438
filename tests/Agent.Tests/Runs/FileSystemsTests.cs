using KuPkg.Agent.Drivers;
using KuPkg.Agent.Runs;

namespace KuPkg.Agent.Tests.Runs;

public class FileSystemsTests
{
    private static readonly string[] Mounts =
    [
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro",
        "30 22 8:2 / /usr ro,relatime shared:2 - ext4 /dev/sda2 ro",
        "31 22 8:3 / /var\\040lib rw,relatime shared:3 - ext4 /dev/sda3 ro,errors=remount-ro",
    ];

    [Theory]
    [InlineData("/var/cache", false)]
    [InlineData("/usr", true)]
    [InlineData("/usr/lib/x", true)]
    [InlineData("/usrlocal", false)]
    [InlineData("/var lib/dpkg", true)]
    public void A_read_only_mount_is_recognised_by_its_own_or_its_file_systems_options(string directory, bool isReadOnly) =>
        FileSystems.IsReadOnly(directory, Mounts).Should().Be(isReadOnly);

    [Fact]
    public void A_need_that_cannot_be_met_is_named_with_what_is_free_and_what_to_do() =>
        FileSystems.Unmet([new SpaceNeed("/tmp/not/there/yet", long.MaxValue, "the download")]).Should().ContainSingle()
            .Which.Should().ContainAll("/tmp/not/there/yet", "the download", "make room");

    [Fact]
    public void A_need_that_is_met_is_not_named() =>
        FileSystems.Unmet([new SpaceNeed("/tmp", 1, "a test")]).Should().BeEmpty();
}
