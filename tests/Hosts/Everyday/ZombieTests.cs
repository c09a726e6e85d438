using System.Text.Json;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;

namespace KuPkg.Hosts.Everyday;

/// <summary>Defunct processes, leftovers and deleted code on a booted host.</summary>
public sealed class ZombieTests
{
    private const string Breeder = """
        import os, time
        for i in range(3):
            if os.fork() == 0: os._exit(0)
        time.sleep(0.3)
        open('/run/bred-%d' % os.getpid(), 'w').close()
        time.sleep(100000)
        """;

    [Fact]
    public async Task A_service_that_keeps_zombies_is_nudged_and_restarted_only_when_policy_names_it_and_once_an_hour()
    {
        await using var host = await BootedHost.StartAsync();
        host.Write("/etc/kupkg/kupkg.toml", "");
        host.Write("/usr/local/lib/breeder.py", Breeder);
        await StartServiceAsync(host, "breeder", "ExecStart=/usr/bin/python3 /usr/local/lib/breeder.py");
        var before = await BredAsync(host);

        var look = await host.RunAsync(["kupkg", "zombies"]);
        look.ExitCode.Should().Be(0, "a look is no failure: {0}", look);
        look.Text.Should().Contain($"3 defunct children of python3 (pid {before}), root, in breeder.service").And.Contain("started just now");

        var nudged = await host.RunAsync(["kupkg", "zombies", "--clean"]);
        nudged.ExitCode.Should().Be(1, "{0}", nudged);
        nudged.Text.Should().Contain("0 of 3 gone, 3 still defunct").And.Contain("zombies.restart does not name breeder.service");
        (await MainPidAsync(host, "breeder")).Should().Be(before, "nothing is done that policy does not name");

        host.Write("/etc/kupkg/kupkg.toml", "[zombies]\nrestart = [\"breeder\"]\n");
        (await host.RunAsync(["kupkg", "zombies", "--clean"])).Text.Should().Contain("zombies.after is 60 min");
        host.Write("/etc/kupkg/kupkg.toml", "[zombies]\nrestart = [\"breeder\"]\nafter = \"0s\"\n");

        var cleaned = await host.RunAsync(["kupkg", "zombies", "--clean"]);
        cleaned.ExitCode.Should().Be(0, "{0}", cleaned);
        cleaned.Text.Should().Contain("restart ").And.Contain("breeder.service is active (running)");
        // It breeds again, and the hour is not over.
        var after = await BredAsync(host);
        after.Should().NotBe(before);
        var again = await host.RunAsync(["kupkg", "zombies", "--clean", "--json"]);
        again.ExitCode.Should().Be(1, "{0}", again);
        JsonDocument.Parse(again.Output).RootElement.GetProperty("cleaning").GetProperty("spared")[0].GetString().Should().Contain("restarted less than 60 min ago");
        (await MainPidAsync(host, "breeder")).Should().Be(after);

        (await host.MustAsync("sqlite3", "/var/lib/kupkg/history.db", "SELECT by, service, act, result FROM service_acts ORDER BY act_nr")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Should().Equal("zombies --clean|breeder|nudge|failed", "zombies --clean|breeder|nudge|failed", "zombies --clean|breeder|nudge|failed", "zombies --clean|breeder|restart|done", "zombies --clean|breeder|nudge|failed");
    }

    [Fact]
    public async Task Deleted_code_old_instances_and_orphans_are_told_apart_and_only_an_old_instance_that_policy_names_is_ended()
    {
        await using var host = await BootedHost.StartAsync();
        host.Write("/etc/kupkg/kupkg.toml", "");
        await host.ShellAsync("cp /bin/sleep /usr/local/bin/food; cp /bin/sleep /usr/local/bin/worker");
        await StartServiceAsync(host, "food", "ExecStart=/usr/local/bin/food 100000");
        await StartServiceAsync(host, "worker", "KillMode=process\nExecStart=/bin/sh -c '/usr/local/bin/worker 100001 & exec /usr/local/bin/worker 100002'");
        await StartServiceAsync(host, "lost", "KillMode=process\nExecStart=/bin/sh -c 'sleep 100003 & exec sleep 100004'");
        await BootedHost.UntilAsync(() => host.Processes().Count(static p => p.CommandLine.Contains("10000")) >= 5, TimeSpan.FromSeconds(20), "all run");
        (await ZombiesAsync(host)).GetProperty("deletedCode").GetArrayLength().Should().Be(0);
        await host.ShellAsync("for f in food worker; do cp /bin/sleep /usr/local/bin/$f.new; mv /usr/local/bin/$f.new /usr/local/bin/$f; done; systemctl restart worker; systemctl stop lost");

        var seen = await ZombiesAsync(host);

        var stale = seen.GetProperty("deletedCode").EnumerateArray().Should().ContainSingle().Subject;
        stale.GetProperty("name").GetString().Should().Be("food.service");
        stale.GetProperty("remedy").GetString().Should().Be("systemctl restart food.service");
        stale.GetProperty("files")[0].GetString().Should().Be("/usr/local/bin/food");
        var old = seen.GetProperty("oldInstances").EnumerateArray().Should().ContainSingle().Subject;
        old.GetProperty("process").GetProperty("command").GetString().Should().Be("/usr/local/bin/worker 100001");
        old.GetProperty("why").GetString().Should().Contain("worker.service beside its main process");
        var orphan = seen.GetProperty("orphans").EnumerateArray().Should().ContainSingle().Subject;
        orphan.GetProperty("process").GetProperty("command").GetString().Should().Be("sleep 100003");
        orphan.GetProperty("why").GetString().Should().Contain("lost.service, which is inactive");

        (await host.RunAsync(["kupkg", "zombies", "--clean"])).Should().Match<CommandResult>(static r => r.ExitCode == 0 && r.Text.Contains("zombies.kill names neither /usr/local/bin/worker nor worker.service"));
        // The restart began another one, which runs the file on disk.
        var both = host.Processes().Where(static p => p.CommandLine.Contains("100001")).OrderBy(static p => p.StartTicks).ToList();
        both.Should().HaveCount(2);
        host.Write("/etc/kupkg/kupkg.toml", "[zombies]\nkill = [\"/usr/local/bin/worker\"]\n");

        var cleaned = await host.RunAsync(["kupkg", "zombies", "--clean"]);

        cleaned.ExitCode.Should().Be(0, "{0}", cleaned);
        cleaned.Text.Should().Contain("it ended after SIGTERM");
        host.Processes().Where(static p => p.CommandLine.Contains("100001")).Should().ContainSingle().Which.Pid.Should().Be(both[1].Pid);
        foreach (var spared in new[] { "100000", "100002", "100003" })
            host.Processes().Should().Contain(p => p.CommandLine.Contains(spared), "nothing else is touched");
        (await host.MustAsync("sqlite3", "/var/lib/kupkg/history.db", "SELECT service, act, result FROM service_acts")).Line.Should().Be("worker|end|done");
    }

    [Fact]
    public async Task Anybody_may_look_root_alone_may_clean_and_a_quarantined_host_is_left_alone()
    {
        await using var host = await BootedHost.StartAsync();
        host.Write("/etc/kupkg/kupkg.toml", "");
        string[] anybody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "kupkg", "zombies"];

        (await host.RunAsync(["kupkg", "zombies"])).Should().Match<CommandResult>(static r => r.ExitCode == 0 && r.Text.StartsWith("OK: nothing defunct"));
        var look = await host.RunAsync(anybody);
        look.ExitCode.Should().Be(0, "{0}", look);
        look.Text.Should().StartWith("OK: nothing defunct").And.Contain("could not be looked into").And.Contain("sudo kupkg zombies");
        (await host.RunAsync([.. anybody, "--clean"])).Should().Match<CommandResult>(static r => r.ExitCode == 77 && r.ErrorText.Contains("sudo kupkg zombies --clean"));

        host.Write("/usr/local/lib/breeder.py", Breeder);
        await StartServiceAsync(host, "breeder", "ExecStart=/usr/bin/python3 /usr/local/lib/breeder.py");
        await BredAsync(host);
        await host.MustAsync("kupkg", "quarantine", "a test");
        var left = await host.RunAsync(["kupkg", "zombies", "--clean"]);
        left.ExitCode.Should().Be(0, "{0}", left);
        left.Text.Should().Contain("3 defunct children").And.Contain("quarantined").And.NotContain("SIGCHLD");
        File.Exists(host.InHost("/var/lib/kupkg/history.db")).Should().BeFalse("nothing was done");
    }

    // A control group does not list its zombies, so the service says when it has them.
    private static async Task<string> BredAsync(BootedHost host)
    {
        var pid = await MainPidAsync(host, "breeder");
        await BootedHost.UntilAsync(() => host.Read($"/run/bred-{pid}") is not null, TimeSpan.FromSeconds(20), "the children are defunct");
        return pid;
    }

    private static async Task<JsonElement> ZombiesAsync(BootedHost host) => JsonDocument.Parse((await host.MustAsync("kupkg", "zombies", "--json")).Output).RootElement.Clone();

    private static async Task<string> MainPidAsync(BootedHost host, string unit) => (await host.MustAsync("systemctl", "show", unit, "--property", "MainPID", "--value")).Line;

    private static async Task StartServiceAsync(BootedHost host, string name, string lines)
    {
        host.Write($"/etc/systemd/system/{name}.service", $"[Service]\n{lines}\n");
        await host.ShellAsync($"systemctl daemon-reload; systemctl start {name}");
    }
}
