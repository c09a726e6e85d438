using KuPkg.Harness;
using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes;
using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary>Who is not the service and must not be touched with it: people who are logged in, containers, what a host stands on.</summary>
public sealed class BystanderTests
{
    [Fact]
    public async Task A_live_session_outlives_the_upgrade_of_sshd()
    {
        await using var scene = await Scene.StartAsync();
        var address = new FooPackage("1.0").Address;
        var host = scene.Host;
        host.Write("/etc/ssh/sshd_config.d/test.conf", $"ListenAddress {address}\nPermitRootLogin yes\n");
        host.Write("/etc/kupkg/contracts.d/ssh.toml", File.ReadAllText(Path.Join(Workspace.Repository, "docs/contracts.d/ssh.toml"))
            .Replace("127.0.0.1:22", $"{address}:22", StringComparison.Ordinal).Replace("stable_for = \"20s\"", "stable_for = \"3s\"", StringComparison.Ordinal));
        await host.ShellAsync("mkdir -p -m 700 /root/.ssh && ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id && cp /root/.ssh/id.pub /root/.ssh/authorized_keys && systemctl unmask ssh.service && systemctl enable --now ssh.service");
        await using var session = host.Start(["ssh", "-i", "/root/.ssh/id", "-o", "StrictHostKeyChecking=no", $"root@{address}", "touch /run/logged-in; sleep 1000 </dev/null; echo was it"]);
        await BootedHost.UntilAsync(() => host.Read("/run/logged-in") is not null, TimeSpan.FromSeconds(20), "the session is there");
        await scene.Repository.AddFilesAsync(await NewerDeb.DownloadedAsync("openssh-server"));

        var run = await scene.RunAsync();

        FooScene.ShouldHaveEnded(run with { LeftOver = [.. run.LeftOver.Where(static p => p.Name != "sshd")] }, 0, "updated", "");
        FooScene.FateOf(run, "ssh").Should().Be("healthy", "{0}", run);
        session.HasExited.Should().BeFalse("{0}", run);
        host.Processes().Should().Contain(static p => p.CommandLine == "sleep 1000");
        var main = (await host.MustAsync("systemctl", "show", "ssh", "-p", "MainPID", "--value")).Line;
        (await host.ShellAsync($"readlink /proc/{main}/exe")).Line.Should().Be("/usr/sbin/sshd", "the listener is the new one");
    }

    [Fact]
    public async Task A_container_that_runs_the_same_executable_is_not_touched()
    {
        var other = new FooPackage("1.0").Address;
        await using var foo = await FooScene.StartAsync();
        await foo.Scene.Host.MustAsync("systemd-run", "--quiet", "--collect", "--unit=box", "unshare", "--pid", "--fork", "--kill-child", "/usr/sbin/food", other);
        await FooHost.ShouldSayAsync(other, "foo ready 1.0");

        var run = await foo.UpgradeAsync(foo.Installed with { Version = "2.0", IsRestartedByPostinst = false });

        FooScene.ShouldHaveEnded(run, 0, "updated", "healthy");
        (await FooAnswers.BannerAsync(foo.Installed.Address)).Should().Be("foo ready 2.0");
        (await FooAnswers.BannerAsync(other)).Should().Be("foo ready 1.0", "{0}", run);
    }

    [Fact]
    public async Task Who_maps_what_it_deleted_itself_is_restarted_once_and_then_left_to_a_person()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        scene.Host.Write("/etc/systemd/system/own.service", """
            [Service]
            ExecStart=/bin/sh -c 'cp /lib/x86_64-linux-gnu/libm.so.6 /opt/own.so; (sleep 0.5; rm /opt/own.so) & LD_PRELOAD=/opt/own.so exec sleep 100000'
            """);
        await scene.Host.MustAsync("systemctl", "start", "own");
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);

        var run = await scene.RunAsync();

        FooScene.FateOf(run, "own").Should().Be("by-hand", "{0}", run);
        run.Outcome.Should().Be("updated", "{0}", run);
        var main = (await scene.Host.MustAsync("systemctl", "show", "own", "-p", "MainPID", "--value")).Line;
        await scene.OfferAsync(Pairs.Good2 with { Version = "3.0" });
        var next = await scene.RunAsync();
        next.Outcome.Should().Be("updated", "{0}", next);
        (await scene.Host.MustAsync("systemctl", "show", "own", "-p", "MainPID", "--value")).Line.Should().Be(main, "it is not restarted in each run: {0}", next);
        next.State.Should().Be("attention", "a person is still to look at it");
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_restarted_and_what_a_reboot_is_for()
    {
        await using var foo = await FooScene.StartAsync();
        await foo.Scene.OfferAsync(await (foo.Installed with { Version = "2.0" }).BuildAsync());
        await foo.Scene.Repository.AddFilesAsync(await NewerDeb.DownloadedAsync("libexpat1"));
        await foo.Scene.Host.MustAsync("apt-get", "update");

        var told = (await foo.Scene.KuPkgAsync("run", "--dry-run")).Text;

        told.Should().Contain("services: will restart: foo (contract); needs a reboot: dbus");
    }
}
