using KuPkg.Agent.Report;
using KuPkg.Agent.Tests.History;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.Report;

/// <summary>Facts and small helpers that the tests of screens share.</summary>
internal static class Screens
{
    public static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static readonly DateTimeOffset Now = SampleRun.At(2 * 3600 + 400);

    public static StatusFacts Facts { get; } = new()
    {
        Host = "web-17",
        Track = "stable",
        Manager = "apt",
        Now = Now,
        StaleAfter = TimeSpan.FromDays(3),
        NextRuns = [new NextRun(SampleRun.At(12 * 3600), RunScope.Whole, "every 12 h, this host's place")],
    };

    public static PastRun GoodRun(long run = 412) => Run(run, new RunRecord(
        run, Outcome.Updated, 0, "14 packages updated", SampleRun.At(171), TimeSpan.FromSeconds(171), [], 40_055_603, []));

    public static PastRun Run(long run, RunRecord record) => new(SampleRun.Start(run), record, null);

    public static PastRun FailedRun(long run, Outcome outcome = Outcome.FailedConsistent) => Run(run, SampleRun.Record(run) with
    {
        Outcome = outcome, ExitCode = outcome == Outcome.Deferred ? 75 : 1, Summary = "no source could be refreshed", Packages = [], Warnings = [],
    });

    public static string Text(Action<TextWriter> write)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        write(writer);
        return writer.ToString();
    }

    public static string Status(StatusFacts facts, Terminal? terminal = null) => Text(writer => StatusScreen.Write(
        writer, terminal ?? Terminal.None, HostStatusBuilder.Build(facts), facts.Now, Berlin, facts.QuarantinedSince));
}
