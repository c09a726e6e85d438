using KuPkg.Agent.Drivers.Apt;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Tests.Drivers.Apt;

public sealed class BootSpaceTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void The_need_follows_the_largest_kernel_that_is_there()
    {
        using var boot = new TempDirectory();
        Make(boot, "vmlinuz-6.1.0-10-amd64", 8);
        Make(boot, "initrd.img-6.1.0-10-amd64", 30);
        Make(boot, "initrd.img-6.1.0-20-amd64", 40);

        BootSpace.NeedOf(boot.Path, Plan(Kernel(null)))!.Bytes.Should().BeInRange(92 * MiB, 98 * MiB, "one more, and a second copy of an initial file system");
        BootSpace.NeedOf(boot.Path, Plan(Kernel("6.1.20-1")))!.Bytes.Should().BeInRange(40 * MiB, 46 * MiB, "the files are there already, and written anew beside themselves");
    }

    [Fact]
    public void Without_a_kernel_to_go_by_it_is_guessed_and_without_a_plan_for_one_nothing_is_needed()
    {
        using var boot = new TempDirectory();
        BootSpace.NeedOf(boot.Path, Plan(Kernel(null)))!.Bytes.Should().BeGreaterThan(128 * MiB);
        BootSpace.NeedOf(boot.Path, Plan(Kernel(null) with { Package = new PackageId("linux-image-amd64", "amd64") })).Should().BeNull("a package that only depends on a kernel has no files there");
        BootSpace.NeedOf(Path.Join(boot.Path, "no"), Plan(Kernel(null))).Should().BeNull();
    }

    private static Plan Plan(params Change[] changes) => new(changes, []);

    private static Change Kernel(string? from) => new(new PackageId("linux-image-6.1.0-30-amd64", "amd64"), from, "6.1.30-1", "", IsSecurity: false);

    private static void Make(TempDirectory directory, string name, long size)
    {
        using var file = File.Create(Path.Join(directory.Path, name));
        file.SetLength(size * MiB);
    }
}
