using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>Scripts that fail, run away, ask, or say strange things.</summary>
public sealed class UnusualScriptTests
{
    [Fact]
    public async Task A_postinst_that_spins_is_put_back_and_held()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = Scripts.Spin });

        var run = await scene.RunAsync("--set", "limits.install.spin=8s");

        await scene.ShouldBeHeldAsync(run);
        run.Events("verdict").Should().Contain(e => e.Contains("spinning", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_postinst_that_forks_for_ever_is_put_back_and_held()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = Scripts.ForkForEver });

        var run = await scene.RunAsync();

        await scene.ShouldBeHeldAsync(run);
        run.Events("kill").Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_postinst_that_fails_is_put_back_and_held_with_its_exit_status()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "echo it cannot be done >&2; exit 7" });

        var run = await scene.RunAsync();

        await scene.ShouldBeHeldAsync(run);
        run.Events("kill").Should().BeEmpty("what fails by itself needs no signal");
        run.Status.GetProperty("held")[0].GetProperty("why").GetString().Should().Contain("7");
    }

    [Fact]
    public async Task A_daemon_that_a_postinst_leaves_behind_lives_on_and_holds_nobody_up()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = "setsid sleep 31415 &" });

        var run = await scene.RunAsync();

        run.LeftOver.Should().ContainSingle().Which.CommandLine.Should().Be("sleep 31415");
        await scene.ShouldBeUpdatedAsync(run with { LeftOver = [] });
        run.Result.Took.Should().BeLessThan(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("reads standard input", "read answer; echo \"answer: $answer\"")]
    [InlineData("reads the terminal", "read answer </dev/tty; echo \"answer: $answer\"")]
    [InlineData("prints what is not UTF-8", @"printf 'caf\351 \377\376\200 \355\240\200\n'")]
    [InlineData("prints a line of 10 MB", "head -c 10000000 /dev/zero | tr '\\0' x; echo")]
    public async Task A_postinst_is_let_finish_that(string habit, string postinst)
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = postinst });

        var run = await scene.RunAsync();

        habit.Should().NotBeEmpty();
        await scene.ShouldBeUpdatedAsync(run);
    }

    [Fact]
    public async Task A_failure_can_be_told_even_when_the_script_said_it_in_another_encoding()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = @"printf 'unm\366glich \377\n' >&2; exit 3" });

        await scene.ShouldBeHeldAsync(await scene.RunAsync());
    }

    [Fact]
    public async Task A_conffile_that_the_administrator_changed_is_kept_without_a_question()
    {
        static Dictionary<string, string> Conf(string text) => new() { ["/etc/bad.conf"] = text };
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Conffiles = Conf("new default\n") }, Pairs.Bad1 with { Conffiles = Conf("old default\n") });
        scene.Host.Write("/etc/bad.conf", "by hand\n");

        await scene.ShouldBeUpdatedAsync(await scene.RunAsync());

        scene.Host.Read("/etc/bad.conf").Should().Be("by hand\n");
        scene.Host.Read("/etc/bad.conf.dpkg-dist").Should().Be("new default\n");
    }

    [Fact]
    public async Task A_debconf_question_takes_its_default()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with
        {
            Depends = "debconf",
            Templates = "Template: bad/question\nType: string\nDefault: the default\nDescription: What shall it be?",
            Config = ". /usr/share/debconf/confmodule\ndb_input critical bad/question || true\ndb_go || true",
            Postinst = ". /usr/share/debconf/confmodule\ndb_get bad/question\necho \"$RET\" >/root/answered\ndb_stop",
        });

        await scene.ShouldBeUpdatedAsync(await scene.RunAsync());

        scene.Host.Read("/root/answered").Should().Be("the default\n");
    }
}
