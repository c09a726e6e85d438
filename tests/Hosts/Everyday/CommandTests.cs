using System.Text.Json;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>Each command on the published file: what is trimmed away shows here and nowhere else.</summary>
public sealed class CommandTests
{
    private static readonly string[] AsNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    [Fact]
    public async Task Each_help_fits_a_screen_and_wrong_usage_is_64()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var command in new[] { "", "run", "status", "history", "report", "check", "zombies", "hold", "unhold", "rollback", "locks", "mirrors", "doctor", "daemon", "queue", "queue work", "guard", "rehearse", "config", "config check", "quarantine", "release" })
        {
            var help = await scene.KuPkgAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
            help.ExitCode.Should().Be(0, "{0}", help);
            var lines = help.Text.TrimEnd('\n').Split('\n');
            lines.Should().HaveCountLessThanOrEqualTo(24, "{0}", help);
            lines.Should().OnlyContain(line => line.Length <= 80, "{0}", help);
        }
        foreach (var wrong in new[] { "run --no-such-option", "no-such-command", "report not-a-number", "run --now --set limits.install.quiet=soon", "run --now --set no.such.key=1" })
        {
            var refused = await scene.KuPkgAsync(wrong.Split(' '));
            refused.ExitCode.Should().Be(64, "{0}", refused);
            refused.ErrorText.Should().NotBeEmpty();
        }
        scene.Mirror.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Before_the_first_run_each_reading_command_says_so()
    {
        await using var scene = await Scene.StartAsync();

        var status = await scene.KuPkgAsync("status", "--json");
        Json(status).GetProperty("state").GetString().Should().Be("never-ran", "{0}", status);
        (await scene.KuPkgAsync("status")).Text.Should().Contain("kupkg run --now");
        (await scene.KuPkgAsync("history")).ExitCode.Should().Be(0);
        (await scene.KuPkgAsync("report", "1")).Should().Match<CommandResult>(r => r.ExitCode != 0 && r.ErrorText.Length > 0);
    }

    [Fact]
    public async Task After_a_run_status_history_and_report_tell_of_it_to_root_and_to_anybody()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "exit 9" });
        var run = await scene.RunAsync();
        await scene.ShouldBeHeldAsync(run);
        var number = run.Status.GetProperty("lastRun").GetProperty("run").ToString();

        foreach (var user in new[] { Array.Empty<string>(), AsNobody })
        {
            var status = await scene.Host.RunAsync([.. user, "kupkg", "status"]);
            status.ExitCode.Should().Be(1, "{0}", status);
            status.Text.Should().Contain("ATTENTION").And.Contain("bad").And.Contain($"kupkg report {number}");
            var statusJson = await scene.Host.RunAsync([.. user, "kupkg", "status", "--json"]);
            Json(statusJson).GetProperty("held").GetArrayLength().Should().Be(1, "{0}", statusJson);

            var history = await scene.Host.RunAsync([.. user, "kupkg", "history"]);
            history.Should().Match<CommandResult>(r => r.ExitCode == 0, "{0}", history);
            history.Text.Should().Contain(number);
            Json(await scene.Host.RunAsync([.. user, "kupkg", "history", "--json"]));

            var report = await scene.Host.RunAsync([.. user, "kupkg", "report", number]);
            report.ExitCode.Should().Be(0, "{0}", report);
            report.Text.Should().Contain("bad").And.Contain("1.0").And.Contain("2.0").And.Contain("hold");
        }
    }

    [Fact]
    public async Task Locks_are_told_to_root_and_to_anybody_and_what_only_root_can_find_is_marked_so()
    {
        await using var scene = await Scene.StartAsync();
        // A lock of an open file description: the kernel names no process, and only root may look who has the file open.
        const string hold = "import fcntl, struct, time; f = open('/var/lib/dpkg/lock', 'r+'); fcntl.fcntl(f, 37, struct.pack('hhqqi4x', 1, 0, 0, 0, 0)); open('/run/locked', 'w'); time.sleep(1000)";
        await using var holder = scene.Host.Start(["python3", "-c", hold]);
        await BootedHost.UntilAsync(() => scene.Host.Read("/run/locked") is not null, TimeSpan.FromSeconds(30), "the lock is held");

        var root = await scene.KuPkgAsync("locks");
        var nobody = await scene.Host.RunAsync([.. AsNobody, "kupkg", "locks"]);

        (root.ExitCode, nobody.ExitCode).Should().Be((0, 0), "{0} {1}", root, nobody);
        root.Text.Should().Contain("held by python3").And.Contain("free");
        nobody.Text.Should().Contain("only root can find").And.Contain("free");
        Json(await scene.KuPkgAsync("locks", "--json")).GetProperty("locks").EnumerateArray().Single(l => l.GetProperty("isHeld").GetBoolean())
            .GetProperty("holder").GetProperty("kind").GetString().Should().Be("unknown");
        Json(await scene.Host.RunAsync([.. AsNobody, "kupkg", "locks", "--json"])).GetProperty("locks").GetArrayLength().Should().Be(5);
    }

    [Fact]
    public async Task Only_root_may_run()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);

        var run = await scene.Host.RunAsync([.. AsNobody, "kupkg", "run", "--now"]);

        run.ExitCode.Should().Be(77, "{0}", run);
        run.ErrorText.Should().Contain("root");
        scene.Mirror.Requests.Should().BeEmpty();

        foreach (var command in new[] { "daemon", "queue work" })
        {
            var refused = await scene.Host.RunAsync([.. AsNobody, "kupkg", .. command.Split(' ')]);
            refused.ExitCode.Should().Be(77, "{0}", refused);
            refused.ErrorText.Should().Contain("root").And.Contain("sudo");
        }
    }

    [Fact]
    public async Task On_a_terminal_a_run_shows_its_steps()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);

        var run = await scene.Host.RunAsync(["env", "TERM=xterm", "script", "-qefc", "stty cols 100; kupkg run --now", "/dev/null"]);

        run.ExitCode.Should().Be(0, "{0}", run);
        foreach (var step in new[] { "refresh", "plan", "download", "install" })
            run.Text.Should().Contain(step);
    }

    private static JsonElement Json(CommandResult result) => JsonDocument.Parse(result.Output).RootElement;
}
