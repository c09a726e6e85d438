using System.Text.RegularExpressions;
using KuPkg.Harness;
using KuPkg.Harness.Commands;

namespace KuPkg.Hosts.Guard;

/// <summary>The examples of docs/guard.md, each as it stands there but for its limits.</summary>
public sealed partial class ExamplesTests : IDisposable
{
    private const string StallingServer = """
        import http.server, socketserver, sys, time
        content = bytes(range(256)) * 400
        class Registry(http.server.BaseHTTPRequestHandler):
            asked = 0
            def do_GET(self):
                Registry.asked += 1
                start = int(self.headers.get('Range', 'bytes=0-')[6:].split('-')[0])
                self.send_response(206 if start else 200)
                self.send_header('Content-Length', str(len(content) - start))
                if start: self.send_header('Content-Range', 'bytes %d-%d/%d' % (start, len(content) - 1, len(content)))
                self.end_headers()
                if Registry.asked == 1:
                    self.wfile.write(content[:50000]); self.wfile.flush(); time.sleep(600)
                self.wfile.write(content[start:])
            def log_message(self, *words): pass
        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer): daemon_threads = True
        server = Server(('127.0.0.1', 0), Registry)
        open('port', 'w').write(str(server.server_port))
        server.serve_forever(poll_interval=60)
        """;

    private readonly Guarded _guarded = new();

    public void Dispose() => _guarded.Dispose();

    [Fact]
    public async Task A_ci_step_whose_test_hangs_is_ended_and_tried_again()
    {
        await File.WriteAllTextAsync(
            _guarded.PathOf("Makefile"), "test:\n\t@echo ran >> tries; if [ $$(wc -l < tries) = 1 ]; then echo testing; flock held sleep 680 & flock -n held true; flock held true; fi; echo passed\n");
        var result = await RunAsync("make test", text => text.Replace("2m", "3s", StringComparison.Ordinal));
        result.ExitCode.Should().Be(0, "{0}", result);
        // Below another make it names its directory, too.
        result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static l => !l.StartsWith("make[", StringComparison.Ordinal)).Should().Equal("testing", "passed");
        result.ErrorText.Should().Contain("stalled").And.Contain("make test").And.Contain("flock held true").And.Contain("try 1 of 2");
    }

    [Fact]
    public async Task A_migration_that_works_in_silence_is_left_alone()
    {
        await File.WriteAllTextAsync(
            _guarded.PathOf("migrate.sql"), "CREATE TABLE t (n); INSERT INTO t WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 30000000) SELECT MAX(i) FROM c;");
        var result = await RunAsync("migrate.sql", text => text.Replace("5m", "2s", StringComparison.Ordinal));
        result.Should().Match<CommandResult>(r => r.ExitCode == 0 && r.ErrorText.Length == 0);
        (await Command.MustAsync("sqlite3", _guarded.PathOf("app.db"), "SELECT n FROM t")).Line.Should().Be("30000000");
    }

    [Fact]
    public async Task A_migration_behind_a_lock_is_told_of_and_goes_on_when_the_lock_is_free()
    {
        await File.WriteAllTextAsync(_guarded.PathOf("migrate.sql"), "CREATE TABLE t (n);");
        await using var holder = Command.Start(["flock", _guarded.PathOf("app.lock"), "sh", "-c", $"echo > {_guarded.PathOf("held")}; exec sleep 9"]);
        await _guarded.UntilThereAsync("held");
        var result = await RunAsync("migrate.sql", text => text.Replace("5m", "3s", StringComparison.Ordinal));
        result.ExitCode.Should().Be(0, "{0}", result);
        result.ErrorText.Should().Contain("app.lock").And.Contain("held by").And.Contain("its priority is critical, and a person decides").And.NotContain("SIGINT");
        (await Command.MustAsync("sqlite3", _guarded.PathOf("app.db"), ".tables")).Line.Trim().Should().Be("t");
    }

    [Fact]
    public async Task A_pull_that_stalls_goes_on_where_it_was()
    {
        await using var server = Command.Start(["python3", "-c", StallingServer], _guarded.Folder);
        var port = await _guarded.UntilThereAsync("port");
        var result = await RunAsync("curl", text => text.Replace("30s", "3s", StringComparison.Ordinal).Replace(":8080", $":{port}", StringComparison.Ordinal));
        result.ExitCode.Should().Be(0, "{0}", result);
        result.ErrorText.Should().Contain("stalled").And.Contain("try 1 of 6");
        var pulled = await File.ReadAllBytesAsync(_guarded.PathOf("image.tar"));
        pulled.Should().Equal([.. Enumerable.Range(0, 256 * 400).Select(static i => (byte)i)]);
    }

    // The line of the document that holds this word, run without a terminal.
    private async Task<CommandResult> RunAsync(string word, Func<string, string> shorter)
    {
        var document = await File.ReadAllTextAsync(Path.Join(Workspace.Repository, "docs/guard.md"));
        var line = ExampleLine().Matches(document).Select(static m => m.Value).Single(l => l.Contains(word, StringComparison.Ordinal));
        return await _guarded.PlainShellAsync(shorter($"exec \"$KUPKG\" guard --root . {line["kupkg guard ".Length..]}"));
    }

    [GeneratedRegex(@"^kupkg guard --.*\w -- .*$", RegexOptions.Multiline)]
    private static partial Regex ExampleLine();
}
