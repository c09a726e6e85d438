using System.Text.Json;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Rehearsals;

/// <summary>Rehearsals on a booted host: each fault is met as promised, and nothing of the host is changed by it.</summary>
public sealed class RehearseTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("stall", "2.0", "went on at")]
    [InlineData("trickle", "2.0", "went on at")]
    [InlineData("stale", "2.0", "stale")]
    [InlineData("corrupt", "2.0", "kupkg-rehearsal-fine_2.0_all.deb")]
    [InlineData("hang", "1.1", "SIGKILL")]
    [InlineData("spin", "1.1", "spinning")]
    [InlineData("deaf", "1.1", "SIGKILL")]
    [InlineData("disk", "1.1", "No space left")]
    [InlineData("kill-runner", "2.0", "run 3")]
    public async Task A_fault_is_met_as_promised_and_nothing_of_the_host_is_changed(string fault, string oddAt, string told)
    {
        await using var scene = await Scene.StartAsync();
        await scene.HaveAsync(Pairs.Good1);
        await scene.OfferAsync(Pairs.Good2);
        scene.Host.Write("/etc/kupkg/hooks/pre-refresh.d/10-never", "#!/bin/sh\nexit 1\n", (UnixFileMode)0b111_101_101);
        var before = await HostPrint.TakeAsync(scene.Host);

        var result = await scene.Host.RunAsync(["kupkg", "rehearse", "--fault", fault, "--json"], Limit);

        result.ExitCode.Should().Be(0, "{0}", result);
        (await HostPrint.ChangesAsync(scene.Host, before)).Should().BeEmpty();
        scene.Mirror.Requests.Should().BeEmpty("the host's own sources are not asked");

        var seen = JsonDocument.Parse(result.Text).RootElement.GetProperty("rehearsals")[0];
        seen.GetProperty("asPromised").GetBoolean().Should().BeTrue();
        var packages = seen.GetProperty("packages").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!, p => p.GetProperty("now").GetString());
        packages["kupkg-rehearsal-fine"].Should().Be("2.0");
        packages["kupkg-rehearsal-slow"].Should().Be("2.0", "it was at work all the time");
        if (packages.TryGetValue("kupkg-rehearsal-odd", out var odd))
            odd.Should().Be(oddAt);
        string.Join('\n', seen.GetProperty("timeline").EnumerateArray().Select(l => l.GetString())).Should().Contain(told, "{0}", result);
        seen.GetProperty("findings").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task The_screen_says_what_was_done_what_it_cost_and_what_was_other_than_on_the_host()
    {
        await using var scene = await Scene.StartAsync();
        var result = await scene.Host.RunAsync(["kupkg", "rehearse", "--fault", "hang"], Limit);
        result.ExitCode.Should().Be(0, "{0}", result);
        result.Text.Should().Contain("AS PROMISED").And.Contain("kill      kupkg-rehearsal-odd.postinst").And.Contain("2.0 is held").And.Contain("without the fault")
            .And.Contain("limits.install.quiet = \"6s\" (the host's: \"5m\")").And.Contain("Nothing of this host was changed.").And.NotContain("  step  ");
    }

    [Fact]
    public async Task The_host_s_own_configuration_is_rehearsed_and_one_that_leaves_a_hang_to_a_person_is_told()
    {
        await using var scene = await Scene.StartAsync();
        scene.Host.Write("/etc/kupkg/kupkg.toml", "[limits.repair]\ntries = 1\n[packages]\nnever = [\"*\"]\n");
        var result = await scene.Host.RunAsync(["kupkg", "rehearse", "--fault", "hang", "--json"], Limit);
        result.ExitCode.Should().Be(0, "{0}", result);
        var seen = JsonDocument.Parse(result.Text).RootElement.GetProperty("rehearsals")[0];
        var kills = seen.GetProperty("timeline").EnumerateArray().Count(l => l.GetString()!.Contains("  kill  ", StringComparison.Ordinal));
        kills.Should().Be(1, "one try is all that this host allows: {0}", result);
        seen.GetProperty("setAside").EnumerateArray().Select(s => s.GetString()).Should().Contain(s => s!.StartsWith("packages.never", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Broken_off_it_leaves_nothing_behind()
    {
        await using var scene = await Scene.StartAsync();
        var before = await HostPrint.TakeAsync(scene.Host);
        await using (var rehearsal = scene.Host.Start(["kupkg", "rehearse", "--fault", "hang"]))
        {
            await BootedHost.UntilAsync(() => scene.Host.Processes().Any(static p => p.Name == "apt-get"), TimeSpan.FromMinutes(1), "the rehearsal is at work");
            await scene.Host.MustAsync("pkill", "-TERM", "-o", "-x", "kupkg");
            (await rehearsal.WaitAsync(TimeSpan.FromMinutes(1))).Should().Match<CommandResult>(r => r.ExitCode == 1 && r.ErrorText.Contains("broken off", StringComparison.Ordinal));
        }

        await BootedHost.UntilAsync(() => !scene.Host.Processes().Any(static p => p.Name is "apt-get" or "dpkg" or "kupkg"), TimeSpan.FromMinutes(1), "all of it is gone");
        (await HostPrint.ChangesAsync(scene.Host, before)).Should().BeEmpty();
    }

    [Fact]
    public async Task Who_may_not_and_what_stands_in_the_way_is_said_with_its_code()
    {
        await using var scene = await Scene.StartAsync();
        var nobody = await scene.Host.RunAsync(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "kupkg", "rehearse"]);
        nobody.Should().Match<CommandResult>(r => r.ExitCode == 77 && r.ErrorText.Contains("sudo", StringComparison.Ordinal));
        (await scene.KuPkgAsync("rehearse", "--fault", "flood")).ExitCode.Should().Be(64);
        (await scene.KuPkgAsync("rehearse", "--manager", "dnf")).ExitCode.Should().Be(64);
        (await scene.KuPkgAsync("rehearse", "--inside", "--fault", "hang")).ExitCode.Should().Be(64, "on a host it would change the host");

        const string hold = "import fcntl, time; f = open('/var/lib/dpkg/lock-frontend', 'w'); fcntl.lockf(f, fcntl.LOCK_EX); open('/run/locked', 'w'); time.sleep(1000)";
        await using var holder = scene.Host.Start(["python3", "-c", hold]);
        await BootedHost.UntilAsync(() => scene.Host.Read("/run/locked") is not null, TimeSpan.FromMinutes(1), "the lock is held");
        (await scene.KuPkgAsync("rehearse")).Should().Match<CommandResult>(r => r.ExitCode == 75 && r.ErrorText.Contains("kupkg locks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_root_can_lie_under_it_and_is_not_changed_either()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Host.MustAsync("sh", "-c", "mkdir /srv/image && cp -a /bin /boot /etc /home /lib* /media /mnt /opt /root /sbin /srv/../usr /var /srv/image/ && mkdir -p /srv/image/proc /srv/image/sys /srv/image/dev /srv/image/run /srv/image/tmp");
        const string print = "cd /srv/image && find . -printf '%p %y %m %s %T@ %l\\n' | sort | sha256sum";
        var before = (await scene.Host.MustAsync("sh", "-c", print)).Text;

        var result = await scene.Host.RunAsync(["kupkg", "rehearse", "--root", "/srv/image", "--fault", "hang", "--json"], Limit);

        result.ExitCode.Should().Be(0, "{0}", result);
        (await scene.Host.MustAsync("sh", "-c", print)).Text.Should().Be(before);
    }
}
