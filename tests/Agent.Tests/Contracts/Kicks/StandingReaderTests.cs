using KuPkg.Agent.Contracts;
using KuPkg.Agent.Contracts.Kicks;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Contracts.Kicks;

/// <summary>The files of sysv init, OpenRC and upstart, in a directory that stands for the host.</summary>
public sealed class StandingReaderTests : IDisposable
{
    private const UnixFileMode Program = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Text = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _root = Directory.CreateTempSubdirectory("kupkg-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Of_systemd_and_of_nobody_nothing_is_asked()
    {
        (await ReadAsync(Supervisor.Systemd)).Should().BeNull();
        (await ReadAsync(Supervisor.None)).Should().BeNull();
    }

    [Fact]
    public async Task A_script_is_wanted_when_a_run_level_starts_it()
    {
        (await ReadAsync(Supervisor.SysV)).Should().Be(new ServiceStanding($"there is no {_root}/etc/init.d/foo", false));
        Write("etc/init.d/foo", Text);
        (await ReadAsync(Supervisor.SysV)).Should().Be(new ServiceStanding($"{_root}/etc/init.d/foo is not executable", null));
        File.SetUnixFileMode(Path.Join(_root, "etc/init.d/foo"), Program);
        Write("etc/rc3.d/K01foo", Text);
        Write("etc/rc3.d/S01foobar", Text);
        (await ReadAsync(Supervisor.SysV)).Should().Be(new ServiceStanding("foo is disabled (no run level starts it) and does not run", null));
        // A link, as update-rc.d makes it; that it leads nowhere here does not matter.
        File.CreateSymbolicLink(Path.Join(_root, "etc/rc3.d/S01foo"), "../init.d/nowhere");
        (await ReadAsync(Supervisor.SysV)).Should().Be(new ServiceStanding("", null));
    }

    [Fact]
    public async Task A_script_of_OpenRC_is_wanted_when_a_run_level_names_it()
    {
        Write("etc/init.d/foo", Program);
        Directory.CreateDirectory(Path.Join(_root, "etc/runlevels/default"));
        (await ReadAsync(Supervisor.SysV))!.Obstacle.Should().NotBeEmpty();
        File.CreateSymbolicLink(Path.Join(_root, "etc/runlevels/default/foo"), "/etc/init.d/nowhere");
        (await ReadAsync(Supervisor.SysV))!.Obstacle.Should().BeEmpty();
    }

    [Fact]
    public async Task A_job_is_wanted_when_its_conf_can_be_read_and_no_override_says_manual()
    {
        (await ReadAsync(Supervisor.Upstart)).Should().Be(new ServiceStanding($"there is no {_root}/etc/init/foo.conf", false));
        Write("etc/init/foo.conf", Text);
        (await ReadAsync(Supervisor.Upstart)).Should().Be(new ServiceStanding("", null));
        Write("etc/init/foo.override", Text, "manual\n");
        (await ReadAsync(Supervisor.Upstart)).Should().Be(new ServiceStanding($"{_root}/etc/init/foo.override says manual", null));
        File.SetUnixFileMode(Path.Join(_root, "etc/init/foo.conf"), UnixFileMode.None);
        (await ReadAsync(Supervisor.Upstart)).Should().Be(new ServiceStanding($"{_root}/etc/init/foo.conf cannot be read", null));
    }

    private Task<ServiceStanding?> ReadAsync(Supervisor supervisor) =>
        new StandingReader(new ServiceControl(new Launcher(TimeProvider.System)), _root)
            .ReadAsync(new ServiceContract { Name = "foo", Packages = ["foo"], Supervisor = supervisor, Executable = "/usr/sbin/food" }, CancellationToken.None);

    private void Write(string path, UnixFileMode mode, string text = "")
    {
        var file = Path.Join(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, mode);
    }
}
