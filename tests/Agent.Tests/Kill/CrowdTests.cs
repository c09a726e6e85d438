using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.Kill;

[Collection("processes")]
public class CrowdTests
{
    [Fact]
    public async Task None_of_a_thousand_idle_processes_is_woken_by_the_death_of_the_others()
    {
        using var crowd = await Crowd.GatherAsync();

        var report = await Scene.Killer.CarryOutAsync(crowd.Plan, crowd.Tree, null, null);

        report.IsGone.Should().BeTrue(string.Join(", ", report.Survivors));
        report.Signals.Should().HaveCount(2 * Crowd.Size).And.OnlyContain(s => s.Result == "sent");
        report.Evidence.Should().HaveCountLessThan(100, "evidence is bounded");
        crowd.Woken.Should().Be(0);
        (await crowd.Root.ExitAsync()).Should().Be(-9);
        crowd.Woken.Should().Be(0);
    }

    [Fact]
    public async Task A_reader_that_is_woken_does_say_so()
    {
        using var crowd = await Crowd.GatherAsync(pairs: 3);
        using var sleeper = PidFd.TryOpen(crowd.Tree.Processes.First(p => p.Name == "sleep").Id);

        sleeper!.Send(SignalNames.Kill);

        await Eventually.TrueAsync(() => crowd.Woken == 1, "its reader runs");
    }
}
