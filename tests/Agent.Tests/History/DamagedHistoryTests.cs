using KuPkg.Agent.History;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.History;

public sealed class DamagedHistoryTests : IDisposable
{
    private static readonly FixedTime Clock = new(SampleRun.Begin);
    private readonly TempRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_file_without_a_header_is_set_aside_and_named()
    {
        WriteRuns(3);
        Overwrite(0, new byte[100]);

        ExpectNewHistory().Should().Contain("not a database");
    }

    [Fact]
    public void A_file_cut_in_half_is_set_aside_and_named()
    {
        WriteRuns(30);
        using (var file = File.OpenWrite(_root.Paths.HistoryFile)) file.SetLength(file.Length / 2 / 4096 * 4096);

        ExpectNewHistory().Should().Contain("malformed");
    }

    [Fact]
    public void A_file_of_text_is_set_aside_and_named()
    {
        Directory.CreateDirectory(_root.Paths.StateDirectory);
        File.WriteAllText(_root.Paths.HistoryFile, string.Concat(Enumerable.Repeat("this is no database\n", 300)));

        ExpectNewHistory().Should().Contain("not a database");
        Directory.EnumerateFiles(_root.Paths.StateDirectory, "*.damaged-*").Select(File.ReadAllText)
            .Should().ContainSingle(text => text.StartsWith("this is no database", StringComparison.Ordinal), "it is kept as it was");
    }

    [Fact]
    public void A_garbage_page_is_found_after_an_unclean_end_and_its_holds_are_taken_over()
    {
        WriteRuns(200);
        GarbagePageOf("events");
        // What a killed writer leaves: content in the -wal. An unfinished run alone would do as well.
        using (var connection = Database.OpenForWriting(_root.Paths.HistoryFile))
        {
            connection.Run("UPDATE runs SET ended_at = NULL WHERE run = 200");
        }

        using var journal = Journal.Open(_root.Paths, Clock, out var warning);
        warning.Should().Contain("history.db.damaged-20261112T024107Z").And.Contain("with its holds (1)");
        journal.Holds().Should().Equal(SampleRun.LibFooHold(200));
        journal.BeginRun(SampleRun.Start()).RunId.Should().Be(201, "run folders and reports of old numbers may still be about");
    }

    [Fact]
    public void Damage_met_in_the_middle_of_a_run_sets_the_file_aside_and_the_run_goes_on()
    {
        WriteRuns(200);
        GarbagePageOf("events");
        using (var journal = Journal.Open(_root.Paths, Clock, out var warning))
        {
            warning.Should().BeNull("the end was clean, and the whole file is not read at each start");
            var run = journal.BeginRun(SampleRun.Start()).RunId;
            // Pruning touches every page, so it meets the bad one.
            journal.Prune(SampleRun.At(1_000_000));
            journal.Append(run, new StepBegan("refresh") { At = SampleRun.At(1) });
        }

        using var history = HistoryReader.Open(_root.Paths);
        history.Find(201)!.Start.Should().Be(SampleRun.Start(201));
        history.Events(201).Should().HaveCount(2);
        history.Events(201)[0].Should().BeOfType<Noted>().Which.Text.Should().Contain("history.db.damaged-20261112T024107Z");
        _root.StateFiles.Should().Contain("history.db.damaged-20261112T024107Z");
    }

    [Fact]
    public void The_numbering_goes_on_above_the_folders_of_runs()
    {
        Directory.CreateDirectory(Path.Join(_root.Paths.RunsDirectory, "37"));
        Directory.CreateDirectory(Path.Join(_root.Paths.RunsDirectory, "notes"));
        File.WriteAllText(_root.Paths.HistoryFile, "no database, and long enough to be read as a header of one, which takes a hundred bytes at the very least.");

        using var journal = Journal.Open(_root.Paths, Clock, out var warning);
        warning.Should().NotBeNull();
        journal.BeginRun(SampleRun.Start()).RunId.Should().Be(38);
    }

    [Fact]
    public void An_empty_file_is_a_new_history()
    {
        Directory.CreateDirectory(_root.Paths.StateDirectory);
        File.WriteAllText(_root.Paths.HistoryFile, "");
        using (var before = HistoryReader.Open(_root.Paths)) before.Runs(5).Should().BeEmpty();

        using var journal = Journal.Open(_root.Paths, Clock, out var warning);
        warning.Should().BeNull();
    }

    [Fact]
    public void A_newer_schema_is_refused_and_nothing_is_changed()
    {
        WriteRuns(1);
        using (var connection = Database.OpenForWriting(_root.Paths.HistoryFile))
        {
            connection.Run("PRAGMA user_version = 8");
        }

        var before = File.ReadAllBytes(_root.Paths.HistoryFile);
        FluentActions.Invoking(() => Journal.Open(_root.Paths, Clock, out _)).Should().Throw<HistoryException>()
            .WithMessage($"cannot use the history {_root.Paths.HistoryFile}: its schema is version 8, and this kupkg knows versions up to {Schema.Latest}.*Nothing was changed.*");
        File.ReadAllBytes(_root.Paths.HistoryFile).Should().Equal(before);
    }

    [Fact]
    public void A_reader_makes_the_best_of_a_newer_schema_and_says_so_when_it_cannot()
    {
        WriteRuns(1);
        using var connection = Database.OpenForWriting(_root.Paths.HistoryFile);
        connection.Run("PRAGMA user_version = 8; UPDATE events SET kind = 'moved-house' WHERE seq = 3; UPDATE runs SET outcome = 'blissful'");
        using var history = HistoryReader.Open(_root.Paths);
        history.Events(1)[2].Should().BeOfType<Noted>().Which.Text.Should().StartWith("moved-house:");
        history.Find(1)!.Record!.Summary.Should().Be(SampleRun.Record().Summary);

        connection.Run("ALTER TABLE runs RENAME COLUMN summary TO story");
        FluentActions.Invoking(() => history.Runs(1)).Should().Throw<HistoryException>().WithMessage("*version 8*");
    }

    [Fact]
    public void A_reader_of_a_damaged_file_says_what_to_do()
    {
        WriteRuns(1);
        Overwrite(0, new byte[100]);

        FluentActions.Invoking(() =>
        {
            using var history = HistoryReader.Open(_root.Paths);
            return history.Runs(1);
        }).Should().Throw<HistoryException>().WithMessage("cannot read the history *damaged*kupkg run --now*");
        _root.StateFiles.Should().NotContain(name => name.Contains("damaged"), "readers change nothing");
    }

    [Fact]
    public void A_missing_library_is_an_error_that_names_its_package() =>
        FluentActions.Invoking(() => Sqlite3.Require("libsqlite3-that-is-not-here.so.0")).Should().Throw<HistoryException>()
            .WithMessage("*libsqlite3-that-is-not-here.so.0 is not on this host*apt-get install libsqlite3-0*");

    private string ExpectNewHistory()
    {
        string? warning;
        using (var journal = Journal.Open(_root.Paths, Clock, out warning))
        {
            var run = journal.BeginRun(SampleRun.Start()).RunId;
            journal.Append(run, new Noted(warning!, IsWarning: true) { At = SampleRun.At(1) });
        }

        warning.Should().Contain("history.db.damaged-20261112T024107Z");
        _root.StateFiles.Should().Contain("history.db.damaged-20261112T024107Z").And.Contain("history.db");
        using var again = Journal.Open(_root.Paths, Clock, out var second);
        second.Should().BeNull();
        return warning!;
    }

    private void WriteRuns(int count)
    {
        using var journal = Journal.Open(_root.Paths, Clock, out _);
        for (var i = 0; i < count; i++)
        {
            var run = journal.BeginRun(SampleRun.Start()).RunId;
            foreach (var happened in SampleRun.Events(run)) journal.Append(run, happened);
        }
    }

    /// <summary>Overwrites a page in the middle of a table's tree.</summary>
    private void GarbagePageOf(string table)
    {
        long page;
        using (var connection = Database.OpenForWriting(_root.Paths.HistoryFile))
        {
            page = connection.Number("SELECT pageno FROM dbstat WHERE name = $table AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 5", ("$table", table));
        }

        page.Should().BeGreaterThan(1);
        Overwrite((page - 1) * 4096, Enumerable.Repeat((byte)0xA5, 4096).ToArray());
    }

    private void Overwrite(long offset, byte[] bytes)
    {
        using var file = File.OpenWrite(_root.Paths.HistoryFile);
        file.Seek(offset, SeekOrigin.Begin);
        file.Write(bytes);
    }
}
