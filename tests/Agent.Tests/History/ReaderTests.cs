using KuPkg.Agent.Config;
using KuPkg.Agent.History;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.History;

public sealed class ReaderTests : IDisposable
{
    private readonly TempRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Without_a_file_there_is_an_empty_history_and_still_no_file()
    {
        using var history = HistoryReader.Open(_root.Paths);

        history.Runs(5).Should().BeEmpty();
        history.LastSuccess().Should().BeNull();
        history.Holds().Should().BeEmpty();
        Directory.Exists(_root.Paths.StateDirectory).Should().BeFalse();
    }

    [Fact]
    public async Task Readers_see_whole_events_while_a_writer_is_at_work_and_never_stop_it()
    {
        using var journal = Journal.Open(_root.Paths, TimeProvider.System, out _);
        var run = journal.BeginRun(SampleRun.Start()).RunId;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var (seen, differentCounts) = (0, 0);
            while (differentCounts < 10)
            {
                using var history = HistoryReader.Open(_root.Paths);
                var events = history.Events(run);
                events.Count.Should().BeGreaterThanOrEqualTo(seen);
                events.OfType<KillDone>().All(kill => kill.Report.Signals.Count == 4).Should().BeTrue();
                if (events.Count > seen) differentCounts++;
                seen = events.Count;
            }
        })).ToArray();

        var written = 0;
        while (!readers.All(reader => reader.IsCompleted) && written < 20_000)
            journal.Append(run, new KillDone("install", SampleRun.Kill()) { At = SampleRun.At(written++) });
        await Task.WhenAll(readers);
        using var after = HistoryReader.Open(_root.Paths);
        after.Events(run).Should().HaveCount(written);
    }

    [Fact]
    public void A_reader_leaves_no_file_behind_and_touches_none()
    {
        WriteSample();
        foreach (var side in (string[])["-wal", "-shm"])
        {
            var files = Snapshot();
            using (var history = HistoryReader.Open(_root.Paths)) history.Runs(5).Should().HaveCount(1);
            Snapshot().Should().Equal(files);
            File.Delete(_root.Paths.HistoryFile + side);
        }
    }

    [Fact]
    public void The_file_is_readable_by_all_and_its_side_files_stay()
    {
        WriteSample();

        foreach (var name in (string[])["history.db", "history.db-wal", "history.db-shm"])
            File.GetUnixFileMode(Path.Join(_root.Paths.StateDirectory, name)).Should().Be((UnixFileMode)0b110_100_100, name);
        File.GetUnixFileMode(_root.Paths.StateDirectory).Should().Be((UnixFileMode)0b111_101_101);
        new FileInfo(_root.Paths.HistoryFile + "-wal").Length.Should().Be(0, "a clean end leaves nothing in it");
    }

    [SkippableTheory]
    [InlineData("after a clean end")]
    [InlineData("during a run")]
    [InlineData("after a crash")]
    [InlineData("after someone closed it with sqlite3")]
    public async Task Another_user_can_read(string when)
    {
        Skip.IfNot(Environment.UserName == "root", "only root can become another user");
        WriteSample();
        using var writer = when is "during a run" or "after a crash" ? OtherProcess.Start("write", _root.Paths) : null;
        if (writer is not null)
        {
            for (var n = 0; n < 30; n++) await writer.NextLineAsync();
            if (when == "after a crash") writer.Kill();
        }

        if (when == "after someone closed it with sqlite3")
        {
            using (var connection = Database.OpenForWriting(_root.Paths.HistoryFile))
            {
                connection.Number("SELECT COUNT(*) FROM runs");
            }

            _root.StateFiles.Should().NotContain("history.db-wal", "that is the case to be tried");
        }

        using var reader = OtherProcess.Start("read", _root.Paths, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        var (said, errors) = await reader.RestAsync();
        Skip.If(errors.Contains("Permission denied", StringComparison.OrdinalIgnoreCase) && said.Length == 0, "the build's folder is closed to other users");
        said.Should().MatchRegex(writer is null ? "^1 runs, 28 events" : @"^2 runs, \d{2,} events", errors);
    }

    [Fact]
    public void A_path_with_odd_characters_works()
    {
        var paths = new HostPaths(Path.Join(_root.Paths.Root, "a%20b?c#d;e=\"f"));
        using (var journal = Journal.Open(paths, TimeProvider.System, out _)) journal.BeginRun(SampleRun.Start());

        using var history = HistoryReader.Open(paths);
        history.Runs(5).Should().HaveCount(1);
    }

    private void WriteSample()
    {
        using var journal = Journal.Open(_root.Paths, TimeProvider.System, out _);
        var run = journal.BeginRun(SampleRun.Start()).RunId;
        foreach (var happened in SampleRun.Events(run)) journal.Append(run, happened);
    }

    private List<(string Name, long Length, DateTime Written)> Snapshot() =>
        [.. new DirectoryInfo(_root.Paths.StateDirectory).EnumerateFiles().OrderBy(f => f.Name).Select(f => (f.Name, f.Length, f.LastWriteTimeUtc))];
}
