using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Watch;

public class SamplerTests
{
    [Fact]
    public async Task The_tree_is_the_root_with_all_below_it_root_first()
    {
        using var program = WatchedProgram.Shell("sh -c 'sleep 601; true' & sleep 602; true");
        var sample = await WatchedProgram.UntilAsync(program.Sampler(), static s => Names(s).Count(static n => n == "sleep") == 2);

        sample.Processes[0].Id.Should().Be(program.Child.Id);
        Commands(sample).Should().Contain(["sleep 601", "sleep 602"]).And.HaveCount(4);
        sample.ForksSeen.Should().BeGreaterThanOrEqualTo(3);
        sample.MemoryBytes.Should().BeGreaterThan(100_000);
    }

    [Fact]
    public async Task An_orphan_that_stayed_in_the_session_is_part_of_the_tree()
    {
        using var program = WatchedProgram.Shell("(sleep 603 &); sleep 604; true");
        var sample = await WatchedProgram.UntilAsync(
            program.Sampler(), static s => Commands(s).Contains("sleep 604") && s.Processes.Any(p => p.Command == "sleep 603" && s.Processes.All(o => o.Id.Pid != p.ParentPid)));
        sample.Processes.Should().HaveCount(3);
    }

    [Fact]
    public async Task Orphans_are_still_found_when_the_root_has_ended()
    {
        using var program = WatchedProgram.Shell("sleep 605 & exit 0");
        await program.Child.Exited;
        // The first sample scans; the orphan may still be on its way into its program.
        var sample = await WatchedProgram.UntilAsync(program.Sampler(), static s => Commands(s).Contains("sleep 605"));
        sample.Processes.Should().ContainSingle();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_tree_is_found_with_and_without_the_kernel_s_lists_of_children(bool hasChildrenFiles)
    {
        using var program = WatchedProgram.Shell("(sleep 613 &); sh -c 'setsid -w sleep 614; true'; true");
        var sample = await WatchedProgram.UntilAsync(program.Sampler(), static s => s.Processes.Count(static p => p.Name == "sleep") == 2);
        program.EndToo(sample.Processes.Single(static p => p.Command == "sleep 614").Id);

        var walk = new TreeWalk(program.Child.Id, program.Child.Session, hasOwnSessionsOrphans: false, 100, hasChildrenFiles);

        walk.Look(withScan: true).Select(static m => m.Id).Should().BeEquivalentTo(sample.Processes.Select(static p => p.Id));
        walk.Look(withScan: false).Should().HaveCount(sample.Processes.Count);
    }

    [Fact]
    public async Task What_is_waited_for_in_a_session_of_its_own_is_part_of_the_tree()
    {
        using var program = WatchedProgram.Shell("setsid -w sleep 606; true");
        var sample = await WatchedProgram.UntilAsync(program.Sampler(), static s => Commands(s).Contains("sleep 606"));
        var sleeper = sample.Processes.Single(static p => p.Command == "sleep 606");
        program.EndToo(sleeper.Id);
        sleeper.Session.Should().NotBe(program.Child.Id.Pid);
    }

    [Fact]
    public async Task A_daemon_leaves_the_tree_when_it_has_lost_its_parent_and_is_named_at_the_end()
    {
        using var program = WatchedProgram.Shell("sh -c 'setsid sleep 607 & sleep 2'; sleep 608; true");
        var sampler = program.Sampler();
        var with = await WatchedProgram.UntilAsync(sampler, static s => Commands(s).Contains("sleep 607"));
        program.EndToo(with.Processes.Single(static p => p.Command == "sleep 607").Id);
        sampler.LeftBehind().Should().BeEmpty();

        var without = await WatchedProgram.UntilAsync(sampler, static s => Commands(s).Contains("sleep 608"));

        Commands(without).Should().NotContain("sleep 607");
        sampler.LeftBehind().Should().ContainSingle(static l => l.StartsWith("sleep 607 (pid ") && l.EndsWith("in a session of its own"));
    }

    [Fact]
    public async Task Bytes_of_children_that_have_ended_are_counted_with_their_parent()
    {
        using var program = WatchedProgram.Shell("dd if=/dev/zero of=/dev/null bs=1M count=40 2>&1; sleep 609; true");
        var sample = await WatchedProgram.UntilAsync(program.Sampler(), static s => Commands(s).Contains("sleep 609"));
        sample.Processes[0].IoBytes.Should().BeGreaterThan(80_000_000);
        sample.OutputBytes.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_growing_directory_is_summed_and_may_come_later()
    {
        using var program = WatchedProgram.Shell("sleep 610");
        var job = program.Job() with { GrowingDirectories = [Path.Join(program.Folder, "partial")] };
        var sampler = new Sampler(
            job, new KuPkg.Agent.Watch.Elsewhere.OutsideWork(WatchedProgram.Launcher), TimeProvider.System);
        sampler.Sample().FileBytes.Should().Be(0);

        Directory.CreateDirectory(job.GrowingDirectories[0]);
        await File.WriteAllBytesAsync(Path.Join(job.GrowingDirectories[0], "a.deb"), new byte[1000]);
        await File.WriteAllBytesAsync(Path.Join(job.GrowingDirectories[0], "b.deb"), new byte[234]);

        sampler.Sample().FileBytes.Should().Be(1234);
    }

    [Fact]
    public async Task Nothing_is_said_anew_of_a_process_that_sleeps()
    {
        using var program = WatchedProgram.Shell("sleep 611; true");
        var sampler = program.Sampler();
        var first = await WatchedProgram.UntilAsync(sampler, static s => s.Processes.Count == 2 && s.Processes.All(static p => p.Wait is not null));
        var second = sampler.Sample();
        second.Processes.Should().AllSatisfy(p => first.Processes.Should().Contain(f => ReferenceEquals(f, p)));
    }

    [Fact]
    public async Task The_interval_stretches_while_nothing_changes()
    {
        using var program = WatchedProgram.Shell("sleep 612; true");
        var sampler = program.Sampler();
        await WatchedProgram.UntilAsync(sampler, static s => s.Processes.Count == 2);
        sampler.Interval.Should().BeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(250));
        for (var i = 0; i < 20; i++)
            sampler.Sample();
        sampler.Interval.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(0.9));
    }

    internal static IEnumerable<string> Names(TreeSample sample) => sample.Processes.Select(static p => p.Name);

    internal static IEnumerable<string> Commands(TreeSample sample) => sample.Processes.Select(static p => p.Command);
}
