using System.Text.Json;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Hooks;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Runs.Hooks;

/// <summary>Hooks as real processes: what they get, how they fail, and what is left of them.</summary>
public sealed class RunHooksTests
{
    private static readonly KuPkgSettings Short = new()
    {
        Install = new InstallLimits { Quiet = TimeSpan.FromSeconds(4) },
    };

    [Fact]
    public async Task A_hook_gets_a_document_the_run_in_its_environment_and_nothing_else()
    {
        using var ground = new HookGround();
        ground.Have(HookPoint.PreInstall, "10-look", "cat >ROOT/document; env >ROOT/environment; pwd; echo \"$# arguments\"");

        var visit = await ground.RunAsync(HookPoint.PreInstall);

        (visit.Begun, visit.Failures.Count).Should().Be((1, 0));
        using var document = JsonDocument.Parse(ground.Read("document"));
        document.RootElement.GetProperty("hook").GetString().Should().Be("pre-install");
        document.RootElement.GetProperty("run").GetInt64().Should().Be(ground.Start.RunId);
        document.RootElement.GetProperty("outcome").ValueKind.Should().Be(JsonValueKind.Null);
        ground.Read("environment").Should().Contain($"KUPKG_RUN={ground.Start.RunId}\n").And.Contain("KUPKG_HOOK=pre-install\n").And.NotContain("DOTNET");
        ground.Steps.Single().Should().Match<StepEnded>(s => s.Step == "hook pre-install.d/10-look" && s.Result == StepResult.Done && s.Summary == "0 arguments");
        File.ReadAllText(Path.Join(ground.Folder, "01-pre-install-10-look.out")).Should().Be("/\n0 arguments\n");
    }

    [Fact]
    public async Task The_first_that_fails_before_something_is_the_last()
    {
        using var ground = new HookGround();
        ground.Have(HookPoint.PreRefresh, "10-a", "echo a >>ROOT/order");
        ground.Have(HookPoint.PreRefresh, "2-b", "echo b >>ROOT/order; echo 'the balancer is away' >&2; echo; exit 3");
        ground.Have(HookPoint.PreRefresh, "30-c", "echo c >>ROOT/order");

        var visit = await ground.RunAsync(HookPoint.PreRefresh);

        ground.Read("order").Should().Be("a\nb\n");
        visit.Failures.Should().ContainSingle().Which.Words.Should()
            .StartWith("the hook pre-refresh.d/2-b failed: exit 3; it said last: the balancer is away; all that it said is in ").And.EndWith("pre-refresh.d/2-b");
    }

    [Fact]
    public async Task After_something_each_of_two_hundred_runs_in_order_whatever_the_others_came_to()
    {
        using var ground = new HookGround();
        for (var i = 0; i < 200; i++)
            ground.Have(HookPoint.PostRun, $"{i:000}-hook", $"echo {i:000} >>ROOT/order; exit {i % 2}");

        var visit = await ground.RunAsync(HookPoint.PostRun);

        (visit.Begun, visit.Failures.Count).Should().Be((200, 100));
        ground.Read("order").Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(200).And.BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public async Task One_that_hangs_is_told_from_one_that_is_slow()
    {
        using var ground = new HookGround(Short);
        ground.Have(HookPoint.PostRun, "10-slow", "for i in 1 2 3 4 5 6 7; do sleep 1; done");
        ground.Have(HookPoint.PostRun, "20-hangs", "echo waiting for the balancer; sleep 27182");

        var visit = await ground.RunAsync(HookPoint.PostRun);

        visit.Failures.Should().ContainSingle().Which.Words.Should().StartWith("the hook post-run.d/20-hangs was ended: stalled: ").And.Contain("it said last: waiting for the balancer");
        ground.Heard.OfType<KillDone>().Should().ContainSingle().Which.Report.IsGone.Should().BeTrue();
    }

    [Fact]
    public async Task One_that_spins_is_ended_and_so_is_one_that_works_past_the_limit_and_ends_with_0()
    {
        using var ground = new HookGround(new KuPkgSettings
        {
            Install = new InstallLimits { Spin = TimeSpan.FromSeconds(4) }, Hooks = new HookSettings { Limit = TimeSpan.FromSeconds(12) },
        });
        ground.Have(HookPoint.PostInstall, "10-spins", "while :; do :; done");
        ground.Have(HookPoint.PostInstall, "20-works", "trap 'exit 0' INT TERM; while :; do date; sleep 0.2; done");

        var visit = await ground.RunAsync(HookPoint.PostInstall);

        visit.Failures.Select(static f => f.What).Should().SatisfyRespectively(
            what => what.Should().StartWith("was ended: spinning: "),
            what => what.Should().StartWith("was ended: over budget: ").And.Contain("past the hard limit of 12 s"));
    }

    [Fact]
    public async Task One_past_its_limit_is_ended_on_a_critical_host_too()
    {
        using var ground = new HookGround(new KuPkgSettings { Priority = Priority.Critical, Hooks = new HookSettings { Limit = TimeSpan.FromSeconds(3) } });
        ground.Have(HookPoint.PreInstall, "10-works", "while :; do date; sleep 0.2; done");

        (await ground.RunAsync(HookPoint.PreInstall)).Failures.Should().ContainSingle().Which.What.Should().StartWith("was ended: over budget: ");
    }

    [Fact]
    public async Task What_is_not_trusted_or_cannot_be_started_counts_as_failed_and_what_is_not_executable_is_noted_once()
    {
        using var ground = new HookGround();
        ground.Have(HookPoint.PostRun, "10-open", "echo open >>ROOT/order", mode: 0b111_111_111);
        var bad = ground.Have(HookPoint.PostRun, "20-bad", "");
        File.WriteAllText(bad, "#!/no/such/interpreter\n");
        File.CreateSymbolicLink(Path.Join(ground.DirectoryOf(HookPoint.PostRun), "30-gone"), "/nowhere/at-all");
        ground.Have(HookPoint.PostRun, "40-plain", "echo plain >>ROOT/order", mode: 0b110_100_100);
        ground.Have(HookPoint.PostRun, "50-good", "echo good >>ROOT/order");
        ground.Have(HookPoint.PostRun, "60-skipped.sh", "echo skipped >>ROOT/order");

        var visit = await ground.RunAsync(HookPoint.PostRun);
        await ground.RunAsync(HookPoint.PostRun);

        visit.Failures.Select(static f => f.Words).Should().SatisfyRespectively(
            words => words.Should().StartWith("the hook post-run.d/10-open is not used, because others than root may write to ").And.Contain("chmod go-w "),
            words => words.Should().StartWith("the hook post-run.d/20-bad could not be started: Tried to start "),
            words => words.Should().StartWith("the hook post-run.d/30-gone cannot be run, because ").And.Contain("leads to /nowhere/at-all, which is not there:     rm "));
        ground.Read("order").Should().Be("good\ngood\n");
        ground.Heard.OfType<Noted>().Should().ContainSingle(static n => n.Text.Contains("40-plain is not an executable file"));
    }

    [Fact]
    public async Task A_directory_that_others_may_write_to_is_one_failure_and_nothing_in_it_is_run()
    {
        using var ground = new HookGround();
        ground.Have(HookPoint.PreInstall, "10-a", "echo a >>ROOT/order");
        File.SetUnixFileMode(ground.DirectoryOf(HookPoint.PreInstall), (UnixFileMode)0b111_111_111);

        var visit = await ground.RunAsync(HookPoint.PreInstall);

        visit.Failures.Should().ContainSingle().Which.Words.Should().StartWith("the hook pre-install.d is not used, because others than root may write to ");
        File.Exists(Path.Join(ground.Root, "order")).Should().BeFalse();
        ground.Steps.Should().ContainSingle(static s => s.Step == "hook pre-install.d" && s.Result == StepResult.Failed);
    }

    [Fact]
    public async Task A_gigabyte_of_output_takes_no_gigabyte_and_the_last_line_is_still_told()
    {
        using var ground = new HookGround();
        ground.Have(HookPoint.PreInstall, "10-talks", "head -c 1000000000 /dev/zero | tr '\\0' x; sleep 1; echo; echo 'that was all'");

        var visit = await ground.RunAsync(HookPoint.PreInstall);

        visit.Failures.Should().BeEmpty();
        ground.Steps.Single().Summary.Should().Be("that was all");
        ground.Heard.OfType<Noted>().Should().BeEmpty();
    }

    [Fact]
    public async Task A_daemon_that_it_leaves_is_not_waited_for_nor_ended_and_closing_input_unread_harms_nobody()
    {
        using var ground = new HookGround();
        ground.Have(HookPoint.PreInstall, "10-leaves", "exec <&-; sleep 60 & echo $! >ROOT/left; setsid sleep 60 & echo $! >>ROOT/left");

        var began = TimeProvider.System.GetTimestamp();
        var visit = await ground.RunAsync(HookPoint.PreInstall);
        var took = TimeProvider.System.GetElapsedTime(began);

        visit.Failures.Should().BeEmpty();
        took.Should().BeLessThan(TimeSpan.FromSeconds(30));
        foreach (var pid in ground.Read("left").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse))
        {
            var left = ProcStat.TryRead(pid);
            left.Should().NotBeNull("it was left on purpose");
            using var open = PidFd.TryOpen(left!.Value.Id);
            _ = open!.Send(SignalNames.Kill);
        }
    }

    [Fact]
    public async Task Asked_to_stop_the_hook_at_work_is_watched_to_its_end_and_none_is_begun_before_something_but_all_after_it()
    {
        using var ground = new HookGround();
        ground.Have(HookPoint.PreInstall, "10-works", "touch ROOT/at-work; sleep 2; echo whole >>ROOT/order");
        ground.Have(HookPoint.PreInstall, "20-late", "echo late >>ROOT/order");
        ground.Have(HookPoint.PostRun, "10-after", "echo after >>ROOT/order");

        var visit = ground.RunAsync(HookPoint.PreInstall);
        await Kill.Eventually.TrueAsync(() => File.Exists(Path.Join(ground.Root, "at-work")), "the hook is at work");
        ground.Stop();
        (await visit).Should().Match<KuPkg.Agent.Runs.Hooks.HookVisit>(v => v.Begun == 1 && v.Failures.Count == 0);
        await ground.RunAsync(HookPoint.PostRun);

        ground.Read("order").Should().Be("whole\nafter\n");
    }
}
