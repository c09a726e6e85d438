using System.Text.Json;
using KuPkg.Agent.Report;
using KuPkg.Agent.Tests.History;
using KuPkg.Policy.Notices;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.Report;

public sealed class RunReportTests
{
    private static readonly PastRun Run = Screens.Run(412, SampleRun.Record());

    private static readonly ToldNotice Notice = new(412, SampleRun.Record().EndedAt, Occasion.Failure, "partly-updated: libfoo1 2.4-3", IsDelivered: false, "mail to root failed: exit 75; no route to host; /usr/local/bin/page");

    [Fact]
    public void A_report_tells_the_outcome_the_timeline_and_what_frees_each_package() =>
        Screens.Text(writer => RunReport.Write(writer, Terminal.None, Run, SampleRun.Events(), [], Notice, Screens.Berlin)).ShouldBeApproved("report.txt");

    [Fact]
    public void The_JSON_says_the_same() =>
        Screens.Text(writer => ReportJson.Write(writer, Run, SampleRun.Events(), [], Notice)).ShouldBeApproved("report.json");

    [Fact]
    public void A_run_without_an_end_says_so()
    {
        var interrupted = new PastRun(SampleRun.Start(), null, "kupkg was killed");
        Screens.Text(writer => RunReport.Write(writer, Terminal.None, interrupted, [], [], null, Screens.Berlin)).Should().Contain("interrupted: kupkg was killed");
        var json = JsonDocument.Parse(Screens.Text(writer => ReportJson.Write(writer, interrupted, [], [], null)));
        json.RootElement.GetProperty("outcome").ValueKind.Should().Be(JsonValueKind.Null);
        json.RootElement.GetProperty("interrupted").GetString().Should().Be("kupkg was killed");
    }

    [Fact]
    public void Hundreds_of_routine_steps_do_not_hide_a_hang()
    {
        List<RunEvent> events = [.. Enumerable.Range(0, 500).Select(i => new PackageStepped($"p{i}", null, $"Unpacking p{i}", IsError: false) { At = SampleRun.At(i) })];
        events.Add(new KillDone("install", SampleRun.Kill()) { At = SampleRun.At(501) });
        var text = Screens.Text(writer => RunReport.Write(writer, Terminal.None, Run, events, [], null, Screens.Berlin));

        text.Should().Contain("Unpacking p0\n").And.Contain("Unpacking p499\n").And.Contain("… 497 steps like these").And.NotContain("p250");
        text.Should().Contain("SIGKILL 6365, 6364; gone after 4 ms");
    }

    [Fact]
    public void A_thousand_signals_are_one_line()
    {
        var signals = Enumerable.Range(1000, 1001).Select(pid => new Policy.Kill.SentSignal(new(pid, 1), "sleep", 9, TimeSpan.Zero, "sent")).ToArray();
        var told = Told.Of(new KillDone("install", SampleRun.Kill() with { Signals = signals, IsGone = false, Survivors = ["1003 sleep in state D"] }) { At = SampleRun.At(0) });

        told.Text.Should().StartWith("libfoo1.postinst: SIGKILL 1000, 1001,").And.Contain("(1001 in all)").And.EndWith("NOT gone after 4 ms: 1003 sleep in state D");
    }

    [Fact]
    public void The_history_is_a_table()
    {
        PastRun[] runs = [new(SampleRun.Start(414), null, null), new(SampleRun.Start(413), null, "kupkg was killed"), Run, Screens.GoodRun(411)];
        Screens.Text(writer => HistoryTable.Write(writer, Terminal.None, runs, Screens.Berlin)).ShouldBeApproved("history.txt");
        Screens.Text(writer => HistoryJson.Write(writer, "web-17", runs)).ShouldBeApproved("history.json");
        Screens.Text(writer => HistoryTable.Write(writer, Terminal.None, [], Screens.Berlin)).Should().Be("no run yet     kupkg run --now\n");
    }
}
