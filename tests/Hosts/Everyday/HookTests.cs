using System.Text.Json;
using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>The operator's own programs around a run, in a booted host.</summary>
public sealed class HookTests
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    [Fact]
    public async Task Each_runs_at_its_point_with_what_is_known_there()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "echo install >>/root/order" });
        foreach (var point in new[] { "pre-refresh", "pre-install", "post-install", "post-run" })
            Have(scene, $"{point}.d/10-note", $"echo {point} >>/root/order; cat >/root/{point}.json; echo noted");

        var run = await scene.RunAsync();

        await scene.ShouldBeUpdatedAsync(run);
        scene.Host.Read("/root/order").Should().Be("pre-refresh\npre-install\ninstall\npost-install\npost-run\n", "{0}", run);
        run.Events("step-ended").Should().Contain(e => e.Contains("hook post-install.d/10-note", StringComparison.Ordinal) && e.Contains("noted", StringComparison.Ordinal));
        var before = Document(scene, "pre-refresh");
        (before.GetProperty("hook").GetString(), before.GetProperty("changes").ValueKind, before.GetProperty("outcome").ValueKind).Should().Be(("pre-refresh", JsonValueKind.Null, JsonValueKind.Null));
        Document(scene, "pre-install").GetProperty("changes").EnumerateArray()
            .Select(static c => $"{c.GetProperty("package")} {c.GetProperty("from")} {c.GetProperty("to")}").Should().BeEquivalentTo("bad 1.0 2.0", "good 1.0 2.0");
        var installed = Document(scene, "post-install");
        (installed.GetProperty("outcome").GetString(), installed.GetProperty("packages").GetArrayLength(), installed.GetProperty("report").ValueKind).Should().Be(("updated", 2, JsonValueKind.Null));
        var ended = Document(scene, "post-run");
        (ended.GetProperty("outcome").GetString(), ended.GetProperty("changes").GetArrayLength()).Should().Be(("updated", 2));
        ended.GetProperty("report").GetProperty("endedAt").ValueKind.Should().Be(JsonValueKind.String, "the run is written down before");

        // Nothing has changed: nothing is refreshed, and nobody is asked before it.
        File.Delete(scene.Host.InHost("/root/order"));
        (await scene.RunAsync("--full")).ShouldHaveEnded(0, "up-to-date");
        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        scene.Host.Read("/root/order").Should().Be("pre-refresh\npost-run\npost-run\n");
    }

    [Fact]
    public async Task A_pre_refresh_hook_that_fails_stops_the_run_with_its_name_and_what_it_said()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        Have(scene, "pre-refresh.d/10-freeze", "echo 'the fleet is frozen until Monday'; exit 4");
        Have(scene, "pre-refresh.d/20-never", "touch /root/never");
        Have(scene, "post-run.d/10-note", "cat >/root/post-run.json");

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(1, "failed");
        Text(run.Report, "summary").Should().StartWith("nothing was changed, because the hook pre-refresh.d/10-freeze failed: exit 4; it said last: the fleet is frozen until Monday; all that it said is in /var/lib/kupkg/runs/1/");
        run.Events("step-began").Should().NotContain(static e => e.Contains("\"refresh\"", StringComparison.Ordinal));
        scene.Host.Read("/root/never").Should().BeNull();
        Text(Document(scene, "post-run"), "outcome").Should().Be("failed");
        (await scene.StateOfAsync("good")).Should().Be("1.0 ok installed");
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_pre_install_hook_that_fails_leaves_every_package_as_it_was()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        Have(scene, "pre-install.d/10-drain", "echo '12 connections are left' >&2; exit 1");
        Have(scene, "post-install.d/10-never", "touch /root/never");

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(1, "failed");
        Text(run.Report, "summary").Should().StartWith("nothing was installed, because the hook pre-install.d/10-drain failed: exit 1; it said last: 12 connections are left");
        scene.Host.Read("/root/never").Should().BeNull("no install was begun");
        (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed");
        (await scene.StateOfAsync("good")).Should().Be("1.0 ok installed");
        await scene.ShouldBeCleanAsync();

        // Mended, the next run does it.
        Have(scene, "pre-install.d/10-drain", "exit 0");
        (await scene.RunAsync()).ShouldHaveEnded(0, "updated");
        scene.Host.Read("/root/never").Should().NotBeNull();
    }

    [Fact]
    public async Task A_hook_that_hangs_is_ended_and_named_and_its_run_stops()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        Have(scene, "pre-install.d/10-drain", "echo asking the balancer; sleep 27182");

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(1, "failed");
        Text(run.Report, "summary").Should().Contain("the hook pre-install.d/10-drain was ended: stalled: ").And.Contain("asking the balancer");
        run.Events("kill").Should().ContainSingle(static e => e.Contains("sleep 27182", StringComparison.Ordinal));
        (await scene.StateOfAsync("good")).Should().Be("1.0 ok installed");
    }

    [Fact]
    public async Task Post_hooks_learn_what_failed_and_one_that_fails_after_the_install_makes_the_run_a_failed_one()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "exit 7" });
        Have(scene, "post-install.d/10-smoke", "cat >/root/post-install.json; echo 'the shop is slow'; exit 2");
        Have(scene, "post-run.d/10-undrain", "cat >/root/post-run.json; echo 'no route to the balancer'; exit 9");
        Have(scene, "post-run.d/20-more", "touch /root/more");

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(1, "partly-updated");
        Text(Document(scene, "post-install"), "outcome").Should().Be("partly-updated");
        Document(scene, "post-install").GetProperty("packages").EnumerateArray().Should().Contain(static p => Text(p, "name") == "bad" && Text(p, "result") != "updated");
        Document(scene, "post-run").GetProperty("warnings").EnumerateArray().Should().Contain(static w => w.GetString()!.Contains("post-install.d/10-smoke failed: exit 2; it said last: the shop is slow"));
        run.Warnings.Should().Contain(static w => w.Contains("post-run.d/10-undrain failed: exit 9; it said last: no route to the balancer"), "it came after the end, and is told all the same");
        run.Result.ToString().Should().Contain("the run has ended, and after it: the hook post-run.d/10-undrain failed");
        scene.Host.Read("/root/more").Should().NotBeNull();

        // A run in which only hooks fail: exit 1 for the one after the install, nothing for the one after the run.
        await scene.OfferAsync(Pairs.Bad2 with { Version = "3.0" });
        var again = await scene.RunAsync();
        again.ShouldHaveEnded(1, "partly-updated");
        Text(again.Report, "summary").Should().StartWith("updated 1 package; the hook post-install.d/10-smoke failed");
        var nothing = await scene.RunAsync();
        nothing.ShouldHaveEnded(0, "up-to-date");
        nothing.Warnings.Should().ContainSingle(static w => w.Contains("post-run.d/10-undrain"));
    }

    [Fact]
    public async Task A_hook_that_somebody_else_could_write_stops_the_run_the_doctor_names_it_and_repairs_and_dry_runs_have_none()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        Have(scene, "pre-refresh.d/10-open", "touch /root/never");
        File.SetUnixFileMode(scene.Host.InHost("/etc/kupkg/hooks/pre-refresh.d/10-open"), (UnixFileMode)0b111_111_111);
        Have(scene, "post-run.d/10-note", "echo note >>/root/notes");

        var run = await scene.RunAsync();
        run.ShouldHaveEnded(1, "failed");
        Text(run.Report, "summary").Should().EndWith("chmod go-w /etc/kupkg/hooks/pre-refresh.d/10-open").And.Contain("the hook pre-refresh.d/10-open is not used");
        scene.Host.Read("/root/never").Should().BeNull();
        scene.Host.Read("/root/notes").Should().Be("note\n");
        (await scene.KuPkgAsync("doctor")).Text.Should().Contain("the hook pre-refresh.d/10-open is not used").And.Contain("chmod go-w");

        (await scene.KuPkgAsync("doctor", "--repair")).ToString().Should().NotContain("post-run");
        (await scene.KuPkgAsync("run", "--dry-run")).ExitCode.Should().Be(0);
        (await scene.KuPkgAsync("run")).ExitCode.Should().BeOneOf([0, 75], "it is not due");
        File.Delete(scene.Host.InHost("/etc/kupkg/kupkg.toml"));
        (await scene.KuPkgAsync("run", "--now")).ExitCode.Should().Be(0, "it is quarantined");
        scene.Host.Read("/root/notes").Should().Be("note\n", "none of these is a run that hooks are for");
    }

    [Fact]
    public async Task Asked_to_stop_during_a_hook_the_run_waits_for_it_and_is_deferred()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        Have(scene, "pre-install.d/10-drain", "touch /root/draining; sleep 3; touch /root/drained");
        Have(scene, "post-run.d/10-undrain", "touch /root/undrained");
        await using var under = await scene.StartRunAsync();
        await BootedHost.UntilAsync(() => scene.Host.Read("/root/draining") is not null, TimeSpan.FromSeconds(60), "the hook is at work");

        await KillKuPkgAsync(scene, "TERM");
        var run = await under.EndAsync();

        run.ShouldHaveEnded(75, "deferred");
        scene.Host.Read("/root/drained").Should().NotBeNull("it was watched to its end");
        scene.Host.Read("/root/undrained").Should().NotBeNull("what was drained is brought back");
        (await scene.StateOfAsync("good")).Should().Be("1.0 ok installed");
    }

    [Fact]
    public async Task A_hook_that_outlives_its_kupkg_is_watched_to_its_end_by_the_next_run()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        Have(scene, "pre-install.d/10-drain", "[ -e /root/draining ] && exit 0; touch /root/draining; sleep 12; touch /root/drained");
        await using var under = await scene.StartRunAsync();
        await BootedHost.UntilAsync(() => scene.Host.Read("/root/draining") is not null, TimeSpan.FromSeconds(60), "the hook is at work");
        await KillKuPkgAsync(scene, "KILL");

        var run = await scene.RunAsync("--set", "limits.install.quiet=30s");

        await scene.ShouldBeUpdatedAsync(run);
        run.Events("note").Should().Contain(static n => n.Contains("still at work from run 1, now watched by this one: hook pre-install.d/10-drain", StringComparison.Ordinal));
        scene.Host.Read("/root/drained").Should().NotBeNull();
    }

    // The pid in the status file is that of the run.
    private static Task KillKuPkgAsync(Scene scene, string signal) =>
        scene.Host.ShellAsync($"kill -{signal} " + """$(tr -d '\n' </run/kupkg/status.json | sed 's/.*"pid": *\([0-9]*\).*/\1/')""");

    private static void Have(Scene scene, string name, string script) => scene.Host.Write($"/etc/kupkg/hooks/{name}", $"#!/bin/sh\n{script}\n", Executable);

    private static JsonElement Document(Scene scene, string point) => JsonDocument.Parse(scene.Host.Read($"/root/{point}.json")!).RootElement.Clone();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
