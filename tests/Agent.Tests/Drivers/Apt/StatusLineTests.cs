using KuPkg.Agent.Drivers;
using KuPkg.Agent.Drivers.Apt;

namespace KuPkg.Agent.Tests.Drivers.Apt;

public sealed class StatusLineTests
{
    [Theory]
    [InlineData("pmstatus:libfoo1:11.1111:Unpacking libfoo1 (amd64)", "libfoo1", 11.1111, "Unpacking libfoo1 (amd64)", false)]
    [InlineData("pmstatus:dpkg-exec:0.0000:Running dpkg", null, 0.0, "Running dpkg", false)]
    [InlineData("pmstatus:libc6:i386:40.0000:Configuring libc6:i386 (i386)", "libc6", 40.0, "Configuring libc6:i386 (i386)", false)]
    [InlineData("pmerror:libc6:i386:40.0000:it failed: badly", "libc6", 40.0, "it failed: badly", true)]
    [InlineData("pmerror:failpost:60.0000:installed failpost package: a colon: exit status 7", "failpost", 60.0, "installed failpost package: a colon: exit status 7", true)]
    [InlineData("pmerror:/var/cache/apt/archives/failpre_1%3a1.0_all.deb:14.2857:new failpre package", "failpre", 14.2857, "new failpre package", true)]
    [InlineData("pmconffile:/etc/cf.conf:40.0000:'/etc/cf.conf' '/etc/cf.conf.dpkg-new' 1 1", null, 40.0, "kept the changed /etc/cf.conf", false)]
    [InlineData("status: libfoo1:amd64: half-configured", "libfoo1", null, "libfoo1: half-configured", false)]
    [InlineData("status: failpost : error : installed failpost package post-installation script", "failpost", null, "installed failpost package post-installation script", true)]
    [InlineData("processing: configure: libfoo1:amd64", "libfoo1", null, "configure libfoo1", false)]
    public void Steps_of_apt_and_of_dpkg_are_read(string line, string? package, double? percent, string text, bool isError) =>
        StatusLine.Parse(line).Should().Be(new PackageProgress(package, percent, text, isError));

    [Theory]
    [InlineData("dlstatus:1:22.6977:Retrieving file 1 of 2")]
    [InlineData("")]
    [InlineData("pmstatus:cut")]
    [InlineData("[… 4096 bytes were not kept]")]
    public void What_is_no_step_is_passed_over(string line) => StatusLine.Parse(line).Should().BeNull();

    [Fact]
    public void A_file_is_read_as_it_grows_whole_lines_only()
    {
        using var folder = new TempDirectory();
        var file = folder.File("status");
        var reader = new StatusFdReader(file);
        reader.Read().Should().BeEmpty("the tool has not begun");

        File.AppendAllText(file, "pmstatus:aa:10.0:Unpacking aa (all)\npmstatus:aa:2");
        reader.Read().Should().ContainSingle();
        reader.Read().Should().BeEmpty();
        File.AppendAllText(file, "0.0:Installed aa (all)\n");
        reader.Read().Should().ContainSingle().Which.Percent.Should().Be(20);
    }

    [Fact]
    public void A_whole_install_ends_with_its_errors()
    {
        var reader = new StatusFdReader(Sample.PathOf("install-failures.status.txt"));

        reader.Read().Where(s => s.IsError).Select(s => s.Package).Should().Equal("failpost", "killed", "dep");
    }
}
