using System.Text.Json;
using KuPkg.Harness;
using KuPkg.Harness.Commands;

namespace KuPkg.Hosts.Guard;

/// <summary>What became of guarded commands is in the history, and the daemon takes those that are to be done later.</summary>
public sealed class RecordTests : IDisposable
{
    private readonly Guarded _guarded = new();

    public void Dispose() => _guarded.Dispose();

    [Fact]
    public async Task A_guard_of_root_is_in_the_history_with_what_was_seen_and_without_passwords()
    {
        TakeIn();
        await _guarded.ShellAsync("--name nightly --quiet 2s", "sleep 670");
        await _guarded.RunAsync("", "sh", "-c", "sleep 0.6", "sh", "--password=topsecret");
        await _guarded.RunAsync("", "true");

        var table = await _guarded.KuPkgAsync("history", "--guarded");
        table.Text.Should().Contain("[nightly] sh -c sleep 670").And.Contain("ended by kupkg").And.Contain("sleep 0.6 sh --password=").And.NotContain("topsecret").And.NotContain(" true");
        var rows = JsonDocument.Parse((await _guarded.KuPkgAsync("history", "--guarded", "--json")).Text).RootElement.GetProperty("jobs");
        rows.EnumerateArray().Select(r => (r.GetProperty("state").GetString(), r.GetProperty("tries").GetInt32())).Should().Equal(("done", 1), ("given-up", 1));

        var report = await _guarded.KuPkgAsync("report", "--job", "1");
        report.ExitCode.Should().Be(0);
        report.Text.Should().Contain("stalled: nothing in the tree moved").And.Contain("sleep 670").And.Contain("SIGINT to");
        (await _guarded.KuPkgAsync("queue")).Text.Should().NotContain("sleep 670", "it was never in the queue");
        (await _guarded.KuPkgAsync("queue", "work")).ExitCode.Should().Be(0, "the worker takes no guarded command for its own");
    }

    [Fact]
    public async Task Where_there_is_no_kupkg_no_history_is_begun()
    {
        (await _guarded.RunAsync("", "true")).Should().Match<CommandResult>(r => r.ExitCode == 0 && r.ErrorText.Length == 0);
        Directory.Exists(_guarded.PathOf("var")).Should().BeFalse();
    }

    [Fact]
    public async Task Anybody_may_guard_and_only_root_writes_the_history()
    {
        TakeIn();
        await Command.MustAsync("chmod", "-R", "a+rX", _guarded.Folder);
        var result = await Command.RunAsync(
            ["setsid", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Workspace.Binary, "guard", "--root", _guarded.Folder, "--quiet", "2s", "--", "sleep", "671"]);
        result.ExitCode.Should().Be(124, "{0}", result);
        result.ErrorText.Should().Contain("all gone after").And.NotContain("history");
        File.Exists(_guarded.PathOf("var/lib/kupkg/history.db")).Should().BeFalse();
    }

    [Fact]
    public async Task A_queued_command_has_a_number_and_is_done_by_the_queue_with_its_limits()
    {
        TakeIn();
        var queued = await _guarded.RunAsync("--queue --json --retries 1 --quiet 3s --name later", "sh", "-c", "pwd; echo did it; exit 0");
        queued.ExitCode.Should().Be(0, "{0}", queued);
        JsonDocument.Parse(queued.Text).RootElement.GetProperty("job").GetInt64().Should().Be(1);
        queued.Text.Should().NotContain("did it\n");

        (await _guarded.KuPkgAsync("queue", "work")).ExitCode.Should().Be(0);
        (await File.ReadAllTextAsync(_guarded.PathOf("var/lib/kupkg/queue/1-1.out"))).Should().Be($"{_guarded.Folder}\ndid it\n");
        (await _guarded.KuPkgAsync("queue")).Text.Should().Contain("done").And.Contain("1/2");
    }

    [Theory]
    [InlineData("--priority critical", "true")]
    [InlineData("", "--token=abc123")]
    public async Task What_the_queue_cannot_do_as_asked_is_refused(string options, string word)
    {
        TakeIn();
        var refused = await _guarded.RunAsync($"--queue {options}", "true", word);
        refused.Should().Match<CommandResult>(r => r.ExitCode == 125 && r.ErrorText.StartsWith("kupkg guard: ", StringComparison.OrdinalIgnoreCase));
        (await _guarded.KuPkgAsync("queue")).Text.Should().Contain("no job was given");
    }

    private void TakeIn()
    {
        Directory.CreateDirectory(_guarded.PathOf("etc/kupkg"));
        File.WriteAllText(_guarded.PathOf("etc/kupkg/kupkg.toml"), "");
    }
}
