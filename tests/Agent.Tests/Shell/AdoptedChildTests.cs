using KuPkg.Agent.Shell;
using KuPkg.Agent.Tests.Watch;
using KuPkg.Agent.Watch.Elsewhere;
using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.Shell;

public sealed class AdoptedChildTests
{
    [Fact]
    public async Task The_end_of_an_adopted_process_is_seen_and_its_exit_code_is_not()
    {
        using var program = WatchedProgram.Shell("sleep 1000");
        using var adopted = AdoptedChild.TryAdopt(program.Child.Id, session: null, scope: null, TimeProvider.System);

        adopted.Should().NotBeNull();
        adopted!.Exited.IsCompleted.Should().BeFalse();
        SessionSweep.Kill(program.Child.Id);

        (await adopted.Exited.WaitAsync(TimeSpan.FromSeconds(30))).Should().Be(ExitStatus.Unknown);
    }

    [Fact]
    public async Task A_process_that_is_gone_or_another_by_now_is_not_adopted()
    {
        using var program = WatchedProgram.Shell("exit 0");
        await program.Child.Exited;

        AdoptedChild.TryAdopt(program.Child.Id, null, null, TimeProvider.System).Should().BeNull();
        var other = ProcStat.TryRead(Environment.ProcessId)!.Value.Id;
        AdoptedChild.TryAdopt(other with { StartTicks = other.StartTicks - 1 }, null, null, TimeProvider.System).Should().BeNull();
    }

    [Fact]
    public async Task Who_disposes_it_waits_no_longer_and_ends_nothing()
    {
        using var program = WatchedProgram.Shell("sleep 1000");
        var adopted = AdoptedChild.TryAdopt(program.Child.Id, null, null, TimeProvider.System)!;

        adopted.Dispose();

        await adopted.Exited.Invoking(e => e.WaitAsync(TimeSpan.FromSeconds(30))).Should().ThrowAsync<OperationCanceledException>();
        program.Child.Exited.IsCompleted.Should().BeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_orphan_belongs_to_an_adopted_tree_only_when_the_session_is_all_its_own(bool isOwn)
    {
        // The middle shell ends, so that the sleeper is nobody's descendant but stays in the session.
        using var program = new WatchedProgram("/bin/sh", "-c", "sh -c 'sleep 1000 & echo $! > FOLDER/new; mv FOLDER/new FOLDER/orphan'; sleep 1001");
        var file = Path.Join(program.Folder, "orphan");
        while (!File.Exists(file))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        var orphan = int.Parse(await File.ReadAllTextAsync(file), System.Globalization.CultureInfo.InvariantCulture);

        using var adopted = AdoptedChild.TryAdopt(program.Child.Id, isOwn ? program.Child.Id.Pid : null, null, TimeProvider.System)!;
        var sampler = new Sampler(program.Job() with { Child = adopted }, new NothingElsewhere(), TimeProvider.System);

        sampler.Sample(isThorough: true).Processes.Select(p => p.Id.Pid).Contains(orphan).Should().Be(isOwn);
    }

    private sealed class NothingElsewhere : IOutsideWork
    {
        public IReadOnlyList<KuPkg.Policy.Watch.ElsewhereWork> Look(IReadOnlyList<Member> members, TimeSpan at) => [];
    }
}
