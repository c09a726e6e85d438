using KuPkg.Harness;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;

namespace KuPkg.Hosts.Harness;

/// <summary>The harness stands under all other tests here, so it is tested first; none of these needs the published binary.</summary>
public sealed class BootedHostTests
{
    private static readonly HostOptions Bare = new() { WithBinary = false };

    [Fact]
    public async Task A_host_boots_with_systemd_and_runs_commands_in_its_own_name()
    {
        await using var host = await BootedHost.StartAsync(Bare);

        (await host.MustAsync("hostname")).Line.Should().Be(host.Name);
        (await host.MustAsync("cat", "/proc/1/comm")).Line.Should().Be("systemd");
        (await host.RunAsync(["sh", "-c", "echo out; echo err >&2; exit 7"])).Should().BeEquivalentTo(new { ExitCode = 7, Text = "out\n", ErrorText = "err\n", TimedOut = false });
        (await host.RunAsync(["sh", "-c", "tty; ! : </dev/tty"])).Text.Should().Be("not a tty\n");
    }

    [Fact]
    public async Task A_command_belongs_to_the_hosts_own_control_groups()
    {
        await using var host = await BootedHost.StartAsync(Bare);

        (await host.MustAsync("grep", "^0::", "/proc/self/cgroup")).Line.Should().MatchRegex("^0::/user.slice/kuc-[0-9]+$");
        (await host.MustAsync("systemd-run", "--scope", "--quiet", "echo", "in a scope")).Line.Should().Be("in a scope");
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_ended_with_all_it_started()
    {
        await using var host = await BootedHost.StartAsync(Bare);

        var result = await host.RunAsync(["sh", "-c", "sleep 4711 & sleep 4711; :"], TimeSpan.FromSeconds(1));

        result.TimedOut.Should().BeTrue();
        await BootedHost.UntilAsync(() => !host.Processes().Any(p => p.CommandLine == "sleep 4711"), TimeSpan.FromSeconds(5), "the sleeps are gone");
    }

    [Fact]
    public async Task Files_go_in_and_out_and_the_base_stays_as_it_is()
    {
        var root = await BaseRoot.GetAsync();
        await using (var host = await BootedHost.StartAsync(Bare))
        {
            host.Write("/etc/marked/by-test", "hello\n");
            (await host.MustAsync("cat", "/etc/marked/by-test")).Text.Should().Be("hello\n");
            await host.ShellAsync("echo back >/root/answer");
            host.Read("/root/answer").Should().Be("back\n");
        }

        Directory.Exists(Path.Join(root, "etc/marked")).Should().BeFalse();
        File.ReadAllText(Path.Join(root, "etc/machine-id")).Should().BeEmpty();
    }

    [Fact]
    public async Task Nothing_is_left_after_a_host_even_with_daemons_and_small_file_systems()
    {
        string name, directory;
        int leader;
        await using (var host = await BootedHost.StartAsync(Bare with { SmallFileSystems = new Dictionary<string, long> { ["/var/cache/apt/archives"] = 4 << 20 } }))
        {
            (name, directory, leader) = (host.Name, Path.GetDirectoryName(host.Disk)!, host.Leader);
            await host.ShellAsync("setsid sleep 4712 & df --output=fstype /var/cache/apt/archives | grep -q ext4");
            (await host.RunAsync(["sh", "-c", "head -c 8M /dev/zero >/var/cache/apt/archives/big"])).ErrorText.Should().Contain("No space left");
        }

        Directory.Exists(directory).Should().BeFalse();
        File.ReadAllText("/proc/self/mountinfo").Should().NotContain(directory);
        // Whoever inherited it may not have waited for it yet.
        (HostProcess.Read(leader) is null or { State: 'Z' }).Should().BeTrue();
        Directory.GetDirectories("/sys/fs/cgroup", name, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }).Should().BeEmpty();
        (await Command.MustAsync("losetup", "--list", "--noheadings", "--output", "BACK-FILE")).Text.Should().NotContain(name);
    }

    [Fact]
    public async Task A_power_cut_ends_all_processes_and_the_same_disk_boots_again()
    {
        await using var host = await BootedHost.StartAsync(Bare);
        await host.ShellAsync("echo kept >/var/lib/kept; setsid sleep 4713 &");
        var (boot, machine) = ((await host.MustAsync("cat", "/proc/sys/kernel/random/boot_id")).Line, host.Read("/etc/machine-id"));

        await host.PowerCutAsync();
        host.Processes().Should().BeEmpty();

        await host.BootAsync();
        host.Read("/var/lib/kept").Should().Be("kept\n");
        host.Processes().Should().NotContain(p => p.CommandLine == "sleep 4713");
        (await host.MustAsync("cat", "/proc/sys/kernel/random/boot_id")).Line.Should().NotBe(boot);
        host.Read("/etc/machine-id").Should().Be(machine);
    }

    [Fact]
    public async Task What_a_killed_test_process_left_behind_is_cleared_away()
    {
        // A ground whose owner is no more: a process that has ended.
        var ended = (await Command.RunAsync(["sh", "-c", "echo $$"])).Line;
        var stale = Path.Join(Workspace.Hosts, "run", $"kuh-{ended}-1");
        foreach (var part in new[] { "upper", "work", "root" })
            Directory.CreateDirectory(Path.Join(stale, part));
        await File.WriteAllTextAsync(Path.Join(stale, "owner"), $"{ended} 1\n");
        await Command.MustAsync("mount", "-t", "overlay", "overlay", "-o", $"lowerdir={await BaseRoot.GetAsync()},upperdir={stale}/upper,workdir={stale}/work", $"{stale}/root");

        await BootedHost.ClearStaleAsync();

        Directory.Exists(stale).Should().BeFalse();
        (await File.ReadAllTextAsync("/proc/self/mountinfo")).Should().NotContain(stale);
    }
}
