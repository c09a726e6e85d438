using KuPkg.Agent.Shell;
using KuPkg.Harness;

namespace KuPkg.Agent.Tests.Architecture;

/// <summary><c>tests/summary</c>: what is seen of a run of the tests, by whoever sees its end alone.</summary>
public sealed class TestSummaryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kupkg-summary-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Result(string name, string outcome, string message = "") =>
        $"""
            <UnitTestResult executionId="1" testName="{name}" computerName="c" duration="00:00:01" outcome="{outcome}" testListId="2">
              <Output>
                <StdOut>not this &lt;Message&gt;</StdOut>
                <ErrorInfo>
                  <Message>{message}</Message>
                  <StackTrace>   at Nowhere.Near()</StackTrace>
                </ErrorInfo>
              </Output>
            </UnitTestResult>

        """;

    private async Task<ShortResult> SummaryAsync(string rc, params string[] results)
    {
        var file = Path.Join(_folder, "a.trx");
        await File.WriteAllTextAsync(file, $"<?xml version=\"1.0\"?>\n<TestRun>\n<Results>\n{string.Concat(results)}</Results>\n</TestRun>\n");
        return await new Launcher(TimeProvider.System).RunAsync(new Launch("/bin/sh", [Path.Join(Workspace.Repository, "tests/summary"), rc, file]), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Passed_and_skipped_ones_are_counted_and_nothing_else_is_said()
    {
        var summary = await SummaryAsync("0", Result("A.B.Good", "Passed"), Result("A.B.Left", "NotExecuted"));
        summary.Output.Should().Be("1 passed, 0 failed, 1 skipped\n");
        summary.Status.Code.Should().Be(0);
    }

    [Fact]
    public async Task Below_the_name_of_a_failed_one_its_message_begins_in_plain_characters_and_the_last_line_stays_the_count()
    {
        var summary = await SummaryAsync("1", Result("A.B.Good", "Passed", "unseen"), Result("A.B.Bad(text: &quot;a &amp; b&quot;)", "Failed", "Expected &lt;1&gt; &amp;lt; it&apos;s &quot;2&quot;&#xD;\n\nsecond &amp; last&#xA;third"), Result("A.B.Worse", "Failed"));

        summary.Output.Should().Be("""
            Failed:
                A.B.Bad(text: "a & b")
                    Expected <1> &lt; it's "2"
                    second & last
                    third
                A.B.Worse
            1 passed, 2 failed, 0 skipped

            """);
        summary.Status.Code.Should().Be(1);
    }

    [Fact]
    public async Task A_message_without_end_is_cut_to_five_lines_of_300_bytes_and_not_within_a_character()
    {
        var summary = await SummaryAsync("1", Result("A.B.Bad", "Failed", string.Join('\n', Enumerable.Range(1, 9).Select(static nr => $"{nr}{new string('é', 400)}"))));

        var lines = summary.Output.Split('\n');
        lines.Should().HaveCount(9, "two lines before the five of it, one after, and the end");
        lines[2..7].Select(static l => l.Trim()[0]).Should().Equal('1', '2', '3', '4', '5');
        lines[2..7].Should().OnlyContain(static l => l.Trim().Skip(1).All(static c => c == 'é') && l.Length < 160);
    }

    [Fact]
    public async Task A_process_that_died_without_a_result_and_a_run_without_tests_are_failures()
    {
        (await SummaryAsync("1", Result("A.B.Good", "Passed"))).Should().Match<ShortResult>(static r => r.Status.Code == 1 && r.Output.StartsWith("A test process ended badly", StringComparison.Ordinal));
        (await SummaryAsync("0")).Should().Match<ShortResult>(static r => r.Status.Code == 1 && r.Output.StartsWith("No test ran.", StringComparison.Ordinal));
    }
}
