using KuPkg.Harness.Mirrors;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>The first mirror fails, the second is good: the host is updated through the gateway, and the cause is told.</summary>
public sealed class MirrorTests
{
    private const long BallastBytes = 400_000;

    private static readonly string[] ShortPatience = ["--set", "limits.download.connect=2s", "--set", "limits.download.floor=2 KiB/s over 4s"];

    // The fault, and a part of the words in which the report tells of it.
    private static readonly (string Name, MirrorFault Fault, string Told)[] Faults =
    [
        ("stalls in mid-file", new MirrorFault.StallAfter(100_000), "it sent nothing for"),
        ("trickles", new MirrorFault.Trickle(200), "the floor is"),
        ("is fast, then trickles", new MirrorFault.TrickleAfter(200_000, 200), "the floor is"),
        ("never answers", new MirrorFault.Silent(), "answer"),
        ("sends its header a byte a second", new MirrorFault.Odd(OddAnswer.SlowHeader), "answer"),
        ("404", new MirrorFault.NotFound(), "it answered 404"),
        ("503", new MirrorFault.Unavailable(), "it answered 503"),
        ("resets", new MirrorFault.ResetAfter(100_000), "connection"),
        ("is cut short", new MirrorFault.TruncateAfter(100_000), "the connection ended"),
        ("redirects in a loop", new MirrorFault.Odd(OddAnswer.RedirectLoop), "redirects in a loop"),
        ("has other bytes", new MirrorFault.WrongContent(), "another hash"),
    ];

    // Of files that are a few hundred bytes long, and that every client of the repository needs first.
    private static readonly (string Name, MirrorFault Fault, string Told)[] FaultsOfLists =
    [
        ("stalls in mid-file", new MirrorFault.StallAfter(100), "it sent nothing for"),
        ("trickles", new MirrorFault.Trickle(20), "the floor is"),
        ("never answers", new MirrorFault.Silent(), "answer"),
        ("resets in mid-file", new MirrorFault.ResetAfter(100), "connection"),
        ("503", new MirrorFault.Unavailable(), "it answered 503"),
    ];

    [Fact]
    public async Task Whatever_the_first_mirror_does_to_an_archive_the_second_delivers_and_the_cause_is_told()
    {
        await using var scene = await Scene.StartAsync();
        await using var second = FaultyMirror.Serve(scene.Repository.Directory);
        UseAlternate(scene, second);
        await scene.HaveAsync(Version(1));

        for (var i = 0; i < Faults.Length; i++)
        {
            var (name, fault, told) = Faults[i];
            await scene.OfferAsync(Version(i + 2));
            scene.Mirror.Heal();
            scene.Mirror.Fail($"*/pkg_{i + 2}.0_*", fault);
            await ForgetMirrorsAsync(scene);

            var run = await scene.RunAsync(ShortPatience);

            await ShouldBeUpdatedAsync(scene, run, i + 2, name);
            ShouldTell(scene, run, told, $"pkg_{i + 2}.0_all.deb", name);
            run.Told.Should().Contain(second.Address, "the report has each mirror: {0}", run);
        }

        await scene.ShouldBeCleanAsync();
        var mirrors = await scene.KuPkgAsync("mirrors", "--probe");
        mirrors.Text.Should().Contain(scene.Mirror.Address).And.Contain(second.Address).And.Contain("last failure").And.Contain("asked just now");
        scene.Host.Processes().Should().NotContain(p => p.Name == "kupkg");
        (await scene.Host.RunAsync(["sh", "-c", "grep -rl 'Proxy::' /etc/apt; true"])).Text.Should().BeEmpty("the host's own configuration is not touched");
    }

    [Fact]
    public async Task Whatever_the_first_mirror_does_to_a_list_the_second_delivers_and_the_cause_is_told()
    {
        await using var scene = await Scene.StartAsync();
        await using var second = FaultyMirror.Serve(scene.Repository.Directory);
        UseAlternate(scene, second);
        await scene.HaveAsync(Version(1));
        var version = 1;
        foreach (var list in (string[])["Release", "Packages"])
        {
            foreach (var (name, fault, told) in FaultsOfLists)
            {
                await scene.OfferAsync(Version(++version));
                scene.Mirror.Heal();
                scene.Mirror.Fail($"*/{list}*", fault);
                await ForgetMirrorsAsync(scene);

                var run = await scene.RunAsync(ShortPatience);

                await ShouldBeUpdatedAsync(scene, run, version, $"{name} with {list}");
                ShouldTell(scene, run, told, list, name);
            }
        }

        // Packages of another length, and of the right one with other bytes: the hash in Release tells.
        await scene.OfferAsync(Version(++version));
        scene.Mirror.Heal();
        scene.Mirror.Fail("*/Packages*", new MirrorFault.WrongContent());
        await ForgetMirrorsAsync(scene);
        var wrong = await scene.RunAsync(ShortPatience);
        await ShouldBeUpdatedAsync(scene, wrong, version, "has a wrong Packages");
        ShouldTell(scene, wrong, "found the file to be wrong", "Packages", "has a wrong Packages");

        // The first mirror goes back to the Release from before the one that this host has, as if from a backup: its file is new, and what is in it is old.
        scene.Mirror.Heal();
        var old = Path.Join(scene.Repository.Directory, "old");
        Directory.CreateDirectory(old);
        File.Copy(Path.Join(scene.Repository.Directory, "dists/stable/Release"), Path.Join(old, "Release"));
        await scene.OfferAsync(Version(++version));
        await ShouldBeUpdatedAsync(scene, await scene.RunAsync(ShortPatience), version, "is healthy");
        await scene.OfferAsync(Version(++version));
        File.SetLastWriteTimeUtc(Path.Join(old, "Release"), TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
        // On a busy machine the first mirror may have been the slower one of the two in the run before, and be asked last.
        await ForgetMirrorsAsync(scene);
        scene.Mirror.Fail("*/dists/stable/Release", new MirrorFault.Other("/old/Release"));
        var stale = await scene.RunAsync(ShortPatience);
        await ShouldBeUpdatedAsync(scene, stale, version, "is stale");
        ShouldTell(scene, stale, "this host", "Release", "is stale");
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_network_that_is_slow_finishes_one_that_was_away_is_waited_for_and_a_mirror_that_never_speaks_is_left()
    {
        await using var scene = await Scene.StartAsync();
        await using var second = FaultyMirror.Serve(scene.Repository.Directory);
        UseAlternate(scene, second);
        await scene.HaveAsync(Version(1));

        // 20 kB/s is above the floor: nothing is left, nothing is ended.
        await scene.OfferAsync(Version(2));
        foreach (var mirror in (FaultyMirror[])[scene.Mirror, second])
            mirror.Fail("*", new MirrorFault.Pace(TimeSpan.FromMilliseconds(300), 20_000));
        var slow = await scene.RunAsync(ShortPatience);
        await ShouldBeUpdatedAsync(scene, slow, 2, "is slow but honest");
        slow.Told.Should().NotContain("the floor is");

        // All are silent, and come back after a while.
        await scene.OfferAsync(Version(3));
        await ForgetMirrorsAsync(scene);
        foreach (var mirror in (FaultyMirror[])[scene.Mirror, second])
        {
            mirror.Heal();
            mirror.Fail("*", new MirrorFault.Silent());
        }

        await using (var away = await scene.StartRunAsync(ShortPatience))
        {
            await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System);
            away.HasExited.Should().BeFalse("a network that is away for a moment is waited for");
            scene.Mirror.Heal();
            second.Heal();
            var run = await away.EndAsync();
            await ShouldBeUpdatedAsync(scene, run, 3, "was silent, and so was the other");
            ShouldTell(scene, run, "answer", "Release", "was silent");
        }

        // The first one takes connections and never says a word, of anything.
        await scene.OfferAsync(Version(4));
        await ForgetMirrorsAsync(scene);
        scene.Mirror.Fail("*", new MirrorFault.Silent());
        var silent = await scene.RunAsync(ShortPatience);
        await ShouldBeUpdatedAsync(scene, silent, 4, "never says a word");
        silent.Result.Took.Should().BeLessThan(TimeSpan.FromSeconds(60), "{0}", silent);
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Without_the_gateway_a_download_that_was_ended_goes_on_from_where_it_was()
    {
        await using var scene = await Scene.StartAsync();
        scene.Host.Write("/etc/kupkg/kupkg.toml", "[schedule]\njitter = \"0s\"\n[mirrors]\ngateway = false\n");
        await scene.HaveAsync(Version(1));
        await scene.OfferAsync(Version(2));

        // Each answer ends for ever in its middle: only who asks for the rest gets it all.
        scene.Mirror.Fail("*/pkg_2.0_*", new MirrorFault.StallAfter(250_000));
        var run = await scene.RunAsync("--set", "limits.download.floor=2 KiB/s over 4s");

        run.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("pkg")).Should().Be("2.0 ok installed", "{0}", run);
        run.Events("kill").Should().NotBeEmpty("{0}", run);
        run.Events("note").Should().Contain(n => n.Contains("goes on from where", StringComparison.Ordinal), "{0}", run);
        scene.Mirror.Headers.Should().Contain(h => h.Contains("pkg_2.0", StringComparison.Ordinal) && h.Contains("Range: bytes=2", StringComparison.Ordinal), "{0}", run);
    }

    [Fact]
    public async Task Two_mirrors_that_fail_by_turns_deliver_one_file_between_them()
    {
        await using var scene = await Scene.StartAsync();
        await using var second = FaultyMirror.Serve(scene.Repository.Directory);
        UseAlternate(scene, second);
        await scene.HaveAsync(Version(1));
        await scene.OfferAsync(Version(2));

        // Each gives 100 kB of what it is asked for, and no more: neither has ever given the file.
        scene.Mirror.Fail("*/pkg_2.0_*", new MirrorFault.StallAfter(100_000));
        second.Fail("*/pkg_2.0_*", new MirrorFault.ResetAfter(100_000));
        var run = await scene.RunAsync("--set", "limits.download.connect=2s", "--set", "limits.download.floor=2 KiB/s over 2s");

        await ShouldBeUpdatedAsync(scene, run, 2, "and the second fail by turns");
        run.Events("note").Count(n => n.Contains("went on at", StringComparison.Ordinal)).Should().BeGreaterThanOrEqualTo(3, "{0}", run);
        scene.Mirror.Headers.Concat(second.Headers).Count(h => h.Contains("pkg_2.0", StringComparison.Ordinal) && h.Contains("Range: bytes=", StringComparison.Ordinal))
            .Should().BeGreaterThanOrEqualTo(3, "{0}", run);
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task An_expired_certificate_a_proxy_and_an_address_that_leads_nowhere_are_no_obstacle()
    {
        using var authority = new TestAuthority();
        await using var scene = await Scene.StartAsync();
        await using var expired = FaultyMirror.Serve(scene.Repository.Directory, authority.ExpiredFor);
        await scene.HaveAsync(Version(1));

        await scene.OfferAsync(Version(2));
        scene.Host.Write("/etc/apt/sources.list", expired.SourceLine + "\n");
        scene.Host.Write("/etc/kupkg/kupkg.toml", $"[schedule]\njitter = \"0s\"\n[mirrors]\n\"{expired.Address}\" = [\"{scene.Mirror.Address}\"]\n");
        var certificate = await scene.RunAsync(ShortPatience);
        await ShouldBeUpdatedAsync(scene, certificate, 2, "has an expired certificate");
        certificate.Events("note").Should().Contain(n => n.Contains(expired.End.Address.ToString(), StringComparison.Ordinal) && n.Contains("certificate", StringComparison.Ordinal), "{0}", certificate);

        // A company's proxy is the only way out that the administrator allows.
        await using var proxy = SmallProxy.Start("me:s3cret");
        await scene.OfferAsync(Version(3));
        scene.Host.Write("/etc/apt/sources.list", scene.Mirror.SourceLine + "\n");
        scene.Host.Write("/etc/apt/apt.conf.d/80proxy", $"Acquire::http::Proxy \"http://me:s3cret@{proxy.Authority}/\";\n");
        scene.Host.Write("/etc/kupkg/kupkg.toml", "[schedule]\njitter = \"0s\"\n");
        var proxied = await scene.RunAsync(ShortPatience);
        await ShouldBeUpdatedAsync(scene, proxied, 3, "is behind a proxy");
        proxy.Requests.Should().Contain(r => r.Contains("pkg_3.0", StringComparison.Ordinal), "{0}", proxied);
        proxied.Told.Should().NotContain("s3cret");
        File.Delete(scene.Host.InHost("/etc/apt/apt.conf.d/80proxy"));

        // The name's first address is of the range for documentation: nobody routes it.
        await scene.OfferAsync(Version(4));
        await scene.Host.ShellAsync($"printf '2001:db8::1 mirror.example.org\\n{scene.Mirror.End.Address} mirror.example.org\\n' >>/etc/hosts");
        scene.Host.Write("/etc/apt/sources.list", $"deb [trusted=yes] http://mirror.example.org:{scene.Mirror.End.Port}/ stable main\n");
        var nowhere = await scene.RunAsync(ShortPatience);
        await ShouldBeUpdatedAsync(scene, nowhere, 4, "has an address that leads nowhere");
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_list_of_mirrors_is_one_group_wrong_lists_are_fetched_from_the_other_and_without_the_gateway_it_works_too()
    {
        await using var scene = await Scene.StartAsync();
        await using var second = FaultyMirror.Serve(scene.Repository.Directory);
        scene.Host.Write("/etc/apt/mirrors/x.list", $"{scene.Mirror.Address}\tpriority:1\n{second.Address}\tpriority:2\n");
        scene.Host.Write("/etc/apt/sources.list", "deb [trusted=yes] mirror+file:/etc/apt/mirrors/x.list stable main\n");
        await scene.HaveAsync(Version(1));
        await scene.OfferAsync(Version(2));
        scene.Mirror.Fail("*/Packages*", new MirrorFault.WrongContent());
        scene.Mirror.Fail("*/pkg_2.0_*", new MirrorFault.StallAfter(50_000));

        var run = await scene.RunAsync("--set", "limits.download.connect=2s");

        run.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("pkg")).Should().Be("2.0 ok installed", "{0}", run);

        scene.Mirror.Heal();
        await scene.OfferAsync(Version(3));
        scene.Host.Write("/etc/kupkg/kupkg.toml", "[schedule]\njitter = \"0s\"\n[mirrors]\ngateway = false\n");
        var without = await scene.RunAsync();
        without.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("pkg")).Should().Be("3.0 ok installed", "{0}", without);
        without.Report.GetProperty("mirrors").GetArrayLength().Should().Be(0, "there was no gateway: {0}", without);
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task When_nothing_has_changed_the_second_run_ends_without_apt_and_any_change_or_a_wish_leads_the_whole_way()
    {
        await using var scene = await Scene.StartAsync();
        await scene.HaveAsync(Version(1));
        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        WasAptStarted(scene, 1).Should().BeTrue();

        // Whoever starts a program of apt from now on is written down.
        const string Log = "/root/started";
        foreach (var program in (string[])["apt-config", "apt-get"])
        {
            await scene.Host.MustAsync("mv", $"/usr/bin/{program}", $"/usr/bin/{program}.real");
            scene.Host.Write($"/usr/bin/{program}", $"#!/bin/sh\necho {program} \"$@\" >>{Log}\nexec /usr/bin/{program}.real \"$@\"\n");
            await scene.Host.MustAsync("chmod", "755", $"/usr/bin/{program}");
        }

        var asked = scene.Mirror.Requests.Count;
        var second = await scene.RunAsync();
        second.ShouldHaveEnded(0, "up-to-date");
        WasAptStarted(scene, 2).Should().BeFalse("{0}", second);
        scene.Mirror.Requests.Skip(asked).Should().OnlyContain(r => r.EndsWith("Release", StringComparison.Ordinal)).And.HaveCount(1);
        second.Told.Should().Contain("refresh and plan were skipped");
        File.Exists(scene.Host.InHost(Log)).Should().BeFalse("no program of apt was started");

        (await scene.RunAsync("--full")).ShouldHaveEnded(0, "up-to-date");
        WasAptStarted(scene, 3).Should().BeTrue("--full asks for it");

        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        WasAptStarted(scene, 4).Should().BeFalse();

        await scene.Host.MustAsync("sh", "-c", "echo 'APT::Get::Show-Versions \"1\";' >/etc/apt/apt.conf.d/50new");
        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        WasAptStarted(scene, 5).Should().BeTrue("apt's configuration changed");

        await scene.OfferAsync(Version(2));
        var updated = await scene.RunAsync();
        updated.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("pkg")).Should().Be("2.0 ok installed", "{0}", updated);

        // A version that an administrator holds waits for no time.
        await scene.Host.MustAsync("apt-mark", "hold", "pkg");
        await scene.OfferAsync(Version(3));
        var held = await scene.RunAsync();
        held.ShouldHaveEnded(0, "up-to-date");
        held.Told.Should().Contain("held by the administrator");
        var stillHeld = await scene.RunAsync();
        stillHeld.ShouldHaveEnded(0, "up-to-date");
        stillHeld.Told.Should().Contain("refresh and plan were skipped");
        await scene.Host.MustAsync("apt-mark", "unhold", "pkg");
        (await scene.RunAsync()).ShouldHaveEnded(0, "updated");

        // The plan of that run had something to do; the mirror does not answer: doubt.
        (await scene.RunAsync()).ShouldHaveEnded(0, "up-to-date");
        await scene.Mirror.RefuseAsync();
        var dead = await scene.RunAsync();
        dead.ShouldHaveEnded(1, "failed");
        await scene.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task When_all_mirrors_are_dead_the_run_fails_and_nothing_is_harmed()
    {
        await using var scene = await Scene.StartAsync();
        await using var second = FaultyMirror.Serve(scene.Repository.Directory);
        UseAlternate(scene, second);
        await scene.HaveAsync(Version(1));
        await scene.OfferAsync(Version(2));
        await scene.Mirror.RefuseAsync();
        await second.RefuseAsync();
        var before = scene.Host.Read("/var/lib/dpkg/status");

        var run = await scene.RunAsync();

        run.ShouldHaveEnded(1, "failed");
        run.Events("note").Should().Contain(n => n.Contains("refused", StringComparison.Ordinal), "{0}", run);
        scene.Host.Read("/var/lib/dpkg/status").Should().Be(before);
        await scene.ShouldBeCleanAsync();
    }

    // What is remembered of the first mirror would let it be asked last.
    private static Task ForgetMirrorsAsync(Scene scene) => scene.Host.MustAsync("sh", "-c", "rm -f /var/lib/kupkg/history.db*");

    [Fact]
    public async Task A_host_without_openssl_is_updated_without_the_gateway()
    {
        await using var scene = await Scene.StartAsync();
        await scene.HaveAsync(Version(1));
        await scene.OfferAsync(Version(2));
        await scene.Host.MustAsync("sh", "-c", "mkdir /root/away && find /usr/lib /lib -name 'libssl.so*' -exec mv -t /root/away {} + ; ls /root/away | grep -q libssl");

        var run = await scene.RunAsync();

        await ShouldBeUpdatedAsync(scene, run, 2, "is good");
        run.Told.Should().Contain("the gateway is not used").And.Contain("libssl");
        (await scene.KuPkgAsync("run", "--now")).ExitCode.Should().Be(0, "the shortcut asks without it, too");
    }

    private static async Task ShouldBeUpdatedAsync(Scene scene, RunSeen run, int version, string name)
    {
        run.Outcome.Should().Be("updated", "the first mirror {0}: {1}", name, run);
        run.ShouldHaveEnded(0, "updated");
        (await scene.StateOfAsync("pkg")).Should().Be($"{version}.0 ok installed", "the first mirror {0}: {1}", name, run);
        run.Events("kill").Should().BeEmpty("apt is never ended for what a mirror does: {0}", run);
        run.Result.Took.Should().BeLessThan(TimeSpan.FromSeconds(90), "the first mirror {0}: {1}", name, run);
    }

    // One line says who did what to which file.
    private static void ShouldTell(Scene scene, RunSeen run, string words, string file, string name) => run.Events("note").Should().Contain(
        n => n.Contains(scene.Mirror.End.Address.ToString(), StringComparison.Ordinal) && n.Contains(words, StringComparison.Ordinal) && n.Contains(file, StringComparison.Ordinal),
        "the first mirror {0}: {1}", name, run);

    private static DebianPackage Version(int number) => new("pkg", $"{number}.0") { Ballast = ("/usr/share/pkg/ballast", BallastBytes) };

    private static void UseAlternate(Scene scene, FaultyMirror second) => scene.Host.Write(
        "/etc/kupkg/kupkg.toml", $"[schedule]\njitter = \"0s\"\n[mirrors]\n\"{scene.Mirror.Address}\" = [\"{second.Address}\"]\n");

    // Each tool of a run has a file for its output: none, no tool.
    private static bool WasAptStarted(Scene scene, int run) => Directory.EnumerateFiles(scene.Host.InHost($"/var/lib/kupkg/runs/{run}"), "*-refresh.out").Any();
}
