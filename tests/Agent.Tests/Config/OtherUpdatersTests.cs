using KuPkg.Agent.Config;

namespace KuPkg.Agent.Tests.Config;

public sealed class OtherUpdatersTests : IDisposable
{
    private const string Wants = "etc/systemd/system/timers.target.wants";

    private readonly HostPaths _paths = new(Directory.CreateTempSubdirectory("kupkg-updaters-").FullName);

    public void Dispose() => Directory.Delete(_paths.Root, recursive: true);

    [Fact]
    public void An_enabled_timer_is_named_with_the_command_that_ends_it()
    {
        Link($"{Wants}/apt-daily-upgrade.timer", "/lib/systemd/system/apt-daily-upgrade.timer");
        OtherUpdaters.Of(_paths).Should().Equal(new OtherUpdater("apt-daily-upgrade (unattended-upgrades)", "systemctl disable --now apt-daily-upgrade.timer"));
    }

    [Fact]
    public void A_masked_one_is_no_updater()
    {
        Link($"{Wants}/apt-daily-upgrade.timer", "/lib/systemd/system/apt-daily-upgrade.timer");
        Link("etc/systemd/system/apt-daily-upgrade.timer", "/dev/null");
        OtherUpdaters.Of(_paths).Should().BeEmpty();
    }

    [Fact]
    public void A_host_without_any_has_none() => OtherUpdaters.Of(_paths).Should().BeEmpty();

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_paths.At(path))!);
        File.CreateSymbolicLink(_paths.At(path), target);
    }
}
