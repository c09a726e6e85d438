using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using KuPkg.Agent.History;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Tests.History;

/// <summary>What an operator who opens the file with sqlite3 relies on: docs/history.md says it, so it must be true.</summary>
public sealed partial class OperatorTests : IDisposable
{
    private readonly TempRoot _root = new();
    private readonly Database _connection;

    public OperatorTests()
    {
        using (var journal = Journal.Open(_root.Paths, TimeProvider.System, out _))
        {
            var run = journal.BeginRun(SampleRun.Start()).RunId;
            foreach (var happened in SampleRun.Events(run)) journal.Append(run, happened);
            journal.RecordMirrors(run, [new MirrorTally(Mirror.Parse("http://mirror.example.org/debian/")) { Bytes = 1, Requests = 1 }], [], SampleRun.Start().At);
        }

        _connection = Database.OpenForReading(_root.Paths.HistoryFile, "mode=ro");
    }

    public void Dispose()
    {
        _connection.Dispose();
        _root.Dispose();
    }

    [Fact]
    public void Each_query_of_the_docs_answers()
    {
        var queries = SqlBlock().Matches(Docs()).Select(match => match.Groups[1].Value).ToArray();
        queries.Should().HaveCountGreaterThanOrEqualTo(3);
        foreach (var query in queries) _connection.Rows(query, static row => row.GetValue(0)).Should().NotBeEmpty(query);
    }

    [Fact]
    public void Each_table_and_column_is_in_the_docs_and_the_docs_name_no_other_table()
    {
        var docs = Docs();
        var tables = _connection.Rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", static row => row.GetString(0));
        TableRow().Matches(docs).Select(match => match.Groups[1].Value).Should().BeEquivalentTo(tables);
        foreach (var table in tables)
        {
            foreach (var column in _connection.Rows($"SELECT name FROM pragma_table_info('{table}')", static row => row.GetString(0)))
                docs.Should().Contain($"`{column}`", $"{table}.{column} must be explained");
        }
    }

    [Fact]
    public void The_version_of_the_schema_is_in_the_docs() => Docs().Should().Contain($"the version of this schema: {Schema.Latest}.");

    [Fact]
    public void Times_are_ISO_8601_in_UTC_with_offset_and_SQLite_reads_them()
    {
        _connection.Rows("SELECT started_at FROM runs", static row => row.GetString(0)).Should().Equal("2026-11-12T02:41:07.3110000+00:00");
        _connection.Rows("SELECT datetime(started_at) FROM runs", static row => row.GetString(0)).Should().Equal("2026-11-12 02:41:07");
    }

    [Fact]
    public void Enumerations_are_words()
    {
        _connection.Rows("SELECT outcome FROM runs", static row => row.GetString(0)).Should().Equal("partly-updated");
        _connection.Rows("SELECT result FROM package_changes ORDER BY nr", static row => row.GetString(0)).Should().Equal("updated", "put-back");
        _connection.Rows("SELECT signal FROM signals ORDER BY nr", static row => row.GetString(0)).Should().Equal("SIGSTOP", "SIGSTOP", "SIGKILL", "SIGKILL");
        _connection.Rows("SELECT result FROM steps ORDER BY began_seq", static row => row.GetString(0)).Should().Equal("partly", "done", "partly", "failed");
    }

    [Fact]
    public void The_file_is_in_WAL_mode_so_that_readers_and_the_run_do_not_meet() =>
        _connection.Rows("PRAGMA journal_mode", static row => row.GetString(0)).Should().Equal("wal");

    private static string Docs([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Join(Path.GetDirectoryName(here), "..", "..", "..", "docs", "history.md"));

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex SqlBlock();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
