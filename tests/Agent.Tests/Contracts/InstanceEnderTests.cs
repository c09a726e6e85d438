using KuPkg.Agent.Contracts;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Tests.Kill;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.Contracts;

/// <summary>Whom the end of a service's instances takes with it: nobody.</summary>
[Collection("processes")]
public sealed class InstanceEnderTests : IDisposable
{
    private readonly InstanceEnder _ender = new(Scene.Killer);
    private readonly string _folder = Directory.CreateTempSubdirectory("kupkg-ender-").FullName;

    private string Ready => Path.Join(_folder, "ready");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ServiceProcess Process(ProcessId id) => new(id, "sh", "/bin/sh", default, ProcessHome.OwnUnit);

    private static ProcStat? ChildOf(Spawned parent, string name) => LiveTree.Everything().Select(static s => (ProcStat?)s).FirstOrDefault(s => s!.Value.ParentPid == parent.Id.Pid && s.Value.Name == name);

    private async Task<ProcStat> ChildAsync(Spawned parent, string name)
    {
        await Eventually.TrueAsync(() => File.Exists(Ready) && ChildOf(parent, name) is not null, $"{name} runs");
        return ChildOf(parent, name)!.Value;
    }

    [Theory]
    [InlineData("trap 'exit 0' TERM", true, "it ends when it is asked")]
    [InlineData("trap '' TERM", true, "it has to be killed")]
    [InlineData("true", false, "it is not asked")]
    public async Task A_child_that_is_not_named_survives_its_parent(string trap, bool isAsked, string because)
    {
        // A session of its own, as a login has.
        using var daemon = Spawned.Shell($"{trap}; setsid sleep 1000 & touch {Ready}; while :; do wait; done");
        var child = await ChildAsync(daemon, "sleep");
        using var survivor = PidFd.TryOpen(child.Id)!;
        try
        {
            var report = await _ender.EndAsync("foo", [Process(daemon.Id)], isAsked ? TimeSpan.FromMilliseconds(500) : null, "test");

            report.IsGone.Should().BeTrue($"{because}: {string.Join(", ", report.Survivors)}");
            await Eventually.TrueAsync(() => daemon.HasEnded, "the daemon ends");
            report.Signals.Should().OnlyContain(s => s.Target == daemon.Id);
            survivor.HasEnded().Should().BeFalse();
        }
        finally
        {
            survivor.Send(SignalNames.Kill);
        }
    }

    [SkippableFact]
    public async Task A_child_in_another_control_group_survives_its_parent()
    {
        using var cgroup = TestCgroup.Freezable();
        using var daemon = Spawned.Shell($"trap '' TERM; sh -c '{cgroup.Enter.TrimEnd()}; exec sleep 1000' & touch {Ready}; while :; do wait; done");
        var child = await ChildAsync(daemon, "sleep");
        using var survivor = PidFd.TryOpen(child.Id)!;
        try
        {
            (await _ender.EndAsync("foo", [Process(daemon.Id)], TimeSpan.FromMilliseconds(200), "test")).IsGone.Should().BeTrue();
            survivor.HasEnded().Should().BeFalse();
        }
        finally
        {
            survivor.Send(SignalNames.Kill);
            survivor.HasEnded(TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public async Task One_that_ends_when_asked_is_not_killed_and_one_that_does_not_is()
    {
        using var polite = Spawned.Shell($"trap 'exit 0' TERM; touch {Ready}; while :; do sleep 0.05; done");
        using var deaf = Spawned.Shell($"trap '' TERM; touch {Ready}2; while :; do sleep 0.05; done");
        await Eventually.TrueAsync(() => File.Exists(Ready) && File.Exists($"{Ready}2"), "both have set their traps");

        var report = await _ender.EndAsync("foo", [Process(polite.Id), Process(deaf.Id)], TimeSpan.FromSeconds(2), "test");

        report.IsGone.Should().BeTrue();
        (await polite.ExitAsync()).Should().Be(0);
        (await deaf.ExitAsync()).Should().Be(-SignalNames.Kill);
    }

    [Fact]
    public async Task A_number_that_belongs_to_somebody_else_by_now_is_not_signalled()
    {
        using var other = Spawned.Shell("exec sleep 1000");
        var report = await _ender.EndAsync("foo", [Process(other.Id with { StartTicks = other.Id.StartTicks - 1 })], TimeSpan.FromSeconds(1), "test");

        report.Signals.Should().BeEmpty();
        other.HasEnded.Should().BeFalse();
    }
}
