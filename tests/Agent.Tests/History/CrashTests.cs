using KuPkg.Agent.History;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.History;

public sealed class CrashTests : IDisposable
{
    private readonly TempRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(333)]
    public async Task A_writer_killed_in_mid_append_has_lost_nothing_that_it_reported(int killAfter)
    {
        var reported = 0;
        using (var writer = OtherProcess.Start("write", _root.Paths))
        {
            while (reported < killAfter)
            {
                var line = await writer.NextLineAsync();
                line.Should().NotBeNull("the writer goes on until it is killed");
                reported = int.Parse(line!);
            }

            writer.Kill();
            // What it had said before the signal came counts too. A number that was cut off is smaller than the one before it.
            foreach (var line in (await writer.RestAsync()).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                reported = Math.Max(reported, int.Parse(line));
        }

        // A reader before any repair by a writer, and one after.
        Check(reported);
        using (var journal = Journal.Open(_root.Paths, TimeProvider.System, out var warning))
        {
            warning.Should().BeNull();
            journal.UnfinishedRuns().Should().Equal(SampleRun.Start(1));
        }

        Check(reported);
    }

    private void Check(int reported)
    {
        using var history = HistoryReader.Open(_root.Paths);
        var events = history.Events(1);
        events.Count.Should().BeInRange(reported, reported + 1, "one more may have been on disk before it was reported");
        for (var n = 1; n <= events.Count; n++)
        {
            var number = events[n - 1] is KillDone kill ? kill.Job : ((Noted)events[n - 1]).Text;
            number.Should().Be($"{n}");
        }

        events.OfType<KillDone>().All(kill => kill.Report.Signals.Count == 4).Should().BeTrue("an event is there whole or not at all");
    }
}
