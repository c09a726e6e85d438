using System.Text.Json;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>Who is told of a run: by mail, by a command, at login.</summary>
public sealed class NoticeTests
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Motd = "/run/motd.d/kupkg";

    [Fact]
    public async Task A_failure_is_told_once_and_its_end_once_with_the_report()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "exit 7" });
        Listen(scene, "[notify]\nmail = [\"root\", \"ops@example.org\"]\ncommand = [\"/root/page\", \"--from\", \"kupkg run\"]\n");

        var failed = await scene.RunAsync();
        failed.ShouldHaveEnded(1, "partly-updated");
        Mails(scene).Should().HaveCount(1);
        Mails(scene)[0].Should().StartWith("-i root ops@example.org\nTo: root, ops@example.org\nSubject: [kupkg] ").And.Contain("bad 2.0").And.Contain("not updated").And.Contain("exit status 7");
        using (var told = JsonDocument.Parse(Pages(scene).Single()))
        {
            told.RootElement.GetProperty("occasion").GetString().Should().Be("failure");
            told.RootElement.GetProperty("report").GetProperty("outcome").GetString().Should().Be("partly-updated");
            told.RootElement.GetProperty("status").GetProperty("held")[0].GetProperty("package").GetString().Should().Be("bad");
        }

        scene.Host.Read("/root/arguments").Should().Be("--from\nkupkg run\n", "an argument with a blank stays one");
        failed.Told.Should().Contain("failure: mail to root, ops@example.org; /root/page");
        scene.Host.Read(Motd).Should().StartWith("kupkg: ATTENTION: 1 package held");

        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        Mails(scene).Should().HaveCount(1, "it is known and not over");

        await scene.OfferAsync(Pairs.Bad2 with { Version = "3.0" });
        (await scene.RunAsync()).ShouldHaveEnded(0, "updated");
        Mails(scene).Should().HaveCount(2);
        Mails(scene)[1].Should().Contain("recovered");
        scene.Host.Read(Motd).Should().BeNull("all is well");
        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        Mails(scene).Should().HaveCount(2);
        Pages(scene).Should().HaveCount(2);
    }

    [Fact]
    public async Task What_takes_no_mail_is_told_again_and_fails_no_run()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        Listen(scene, "[notify]\non = [\"change\", \"failure\", \"recovery\"]\nmail = [\"root\"]\ncommand = [\"/root/nothing-here\"]\n");
        scene.Host.Write("/usr/sbin/sendmail", "#!/bin/sh\necho 'no route to host' >&2\nexit 75\n", Executable);

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(0, "updated");
        run.Result.ToString().Should().Contain("was to be told and was not").And.Contain("no route to host").And.Contain("/root/nothing-here");
        run.Told.Should().Contain("change: mail to root failed: exit 75; no route to host");
    }

    [Fact]
    public async Task A_tick_that_is_not_due_keeps_the_signs_fresh_and_a_quarantined_host_shows_that_it_is()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2);
        const string Prom = "/var/lib/prometheus/node-exporter/kupkg.prom";
        scene.Host.Write("/var/lib/prometheus/node-exporter/other.prom", "node_reboot_required 0\n");
        (await scene.RunAsync()).ShouldHaveEnded(0, "updated");
        scene.Host.Read(Prom).Should().Contain("kupkg_last_run_outcome{outcome=\"updated\"} 1").And.Contain("kupkg_host_state{state=\"ok\"} 1").And.Contain("kupkg_packages_total{result=\"updated\"} 2")
            .And.Contain("apt_upgrades_pending{origin=\"\",arch=\"\"} 0").And.Contain("kupkg_mirror_bytes_total{mirror=\"" + scene.Mirror.Address).And.NotContain("node_reboot_required", "another file gives it");

        File.Delete(scene.Host.InHost(Prom));
        var tick = await scene.KuPkgAsync("run");
        (tick.ExitCode, tick.Text).Should().Be((0, ""));
        scene.Host.Read(Prom).Should().Contain("kupkg_last_run_outcome{outcome=\"updated\"} 1", "absence of the file is what is alerted on");

        scene.Host.Write("/etc/kupkg/kupkg.toml", "[schedule\n");
        (await scene.KuPkgAsync("run")).ExitCode.Should().Be(78);
        scene.Host.Read(Prom).Should().Contain("kupkg_config_good 0");

        File.Delete(scene.Host.InHost("/etc/kupkg/kupkg.toml"));
        (await scene.KuPkgAsync("run")).ExitCode.Should().Be(0);
        scene.Host.Read(Prom).Should().Contain("kupkg_host_state{state=\"quarantined\"} 1");
        scene.Host.Read(Motd).Should().StartWith("kupkg: QUARANTINED");
    }

    [Fact]
    public async Task What_waits_is_counted_and_the_command_says_what_the_file_says()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "exit 7" });
        scene.Host.Write("/etc/kupkg/kupkg.toml", "[schedule]\njitter = \"0s\"\n[metrics]\ntextfile_directory = \"/srv/prom\"\n[notify]\nmotd = false\n");
        Directory.CreateDirectory(scene.Host.InHost("/srv/prom"));

        (await scene.RunAsync()).ShouldHaveEnded(1, "partly-updated");

        var file = scene.Host.Read("/srv/prom/kupkg.prom");
        file.Should().MatchRegex("apt_upgrades_pending\\{origin=\"[^\"]*\",arch=\"all\"\\} 1\n").And.Contain("kupkg_packages_held 1").And.Contain("kupkg_last_run_exit_code 1");
        var lines = file!.Split('\n').Where(static l => !l.StartsWith("apt_package_cache", StringComparison.Ordinal));
        (await scene.KuPkgAsync("metrics")).Text.Split('\n').Should().Contain(lines);
        using var document = JsonDocument.Parse((await scene.KuPkgAsync("metrics", "--json")).Output);
        document.RootElement.GetProperty("metrics").EnumerateArray().Should().Contain(m => m.GetProperty("name").GetString() == "kupkg_kills_total" && m.GetProperty("type").GetString() == "counter");
        scene.Host.Read(Motd).Should().BeNull("it was switched off");
        await PromtoolAsync(scene);
    }

    private static async Task PromtoolAsync(Scene scene)
    {
        var promtool = Path.Join(KuPkg.Harness.Workspace.Artifacts, "tools", "promtool");
        File.Exists(promtool).Should().BeTrue("make setup puts it there");
        File.Copy(promtool, scene.Host.InHost("/root/promtool"));
        var check = await scene.Host.RunAsync(["sh", "-c", "/root/promtool check metrics </srv/prom/kupkg.prom 2>&1"]);
        (check.ExitCode, check.Text).Should().Be((0, ""), "promtool finds nothing to say: {0}", check);
    }

    private static void Listen(Scene scene, string settings)
    {
        scene.Host.Write("/etc/kupkg/kupkg.toml", $"[schedule]\njitter = \"0s\"\n{settings}");
        scene.Host.Write("/usr/sbin/sendmail", "#!/bin/sh\nn=$(ls /root | grep -c ^mail)\n{ echo \"$@\"; cat; } >/root/mail$n\n", Executable);
        scene.Host.Write("/root/page", "#!/bin/sh\nn=$(ls /root | grep -c ^document)\nprintf '%s\\n' \"$@\" >/root/arguments\ncat >/root/document$n\n", Executable);
    }

    private static string[] Mails(Scene scene) => Files(scene, "mail*");

    private static string[] Pages(Scene scene) => Files(scene, "document*");

    private static string[] Files(Scene scene, string glob) =>
        [.. Directory.GetFiles(scene.Host.InHost("/root"), glob).Order(StringComparer.Ordinal).Select(File.ReadAllText)];
}
