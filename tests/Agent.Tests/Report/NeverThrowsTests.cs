using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using KuPkg.Agent.Report;

namespace KuPkg.Agent.Tests.Report;

/// <summary>Whatever a host, a clock or a package manager says: every screen comes out whole, and only with control codes that are our own.</summary>
public sealed class NeverThrowsTests
{
    [Fact]
    public void Reports_and_tables() => ForAllStories(odd =>
    {
        var (past, events) = (odd.Past(), odd.Many(odd.Event));
        OnlyLines(Screens.Text(writer => RunReport.Write(writer, Terminal.None, past, events, [], null, Screens.Berlin)));
        OnlyLines(Screens.Text(writer => HistoryTable.Write(writer, Terminal.None, [past], Screens.Berlin)));
        OneDocument(Screens.Text(writer => ReportJson.Write(writer, past, events, [], null)));
        OneDocument(Screens.Text(writer => HistoryJson.Write(writer, odd.Text(), [past])));
    });

    [Fact]
    public void Live_screens() => ForAllStories(odd =>
    {
        var story = odd.Many(() => (Happened: odd.Event(), Progress: odd.Progress()));
        foreach (var terminal in new[] { Terminal.None, new Terminal(true, true, 21) })
        {
            var text = Screens.Text(writer =>
            {
                var screen = new LiveScreen(writer, terminal);
                foreach (var (happened, progress) in story)
                {
                    screen.Hear(happened);
                    screen.Progress(progress);
                }
            });
            string[] ours = ["\r\u001b[2K", "\u001b[0m", "\u001b[31m", "\u001b[32m", "\u001b[33m", "\u001b[2m"];
            OnlyLines(ours.Aggregate(text, (rest, code) => rest.Replace(code, "")));
        }
    });

    [Fact]
    public void Status_screens() => ForAllStories(odd =>
    {
        var facts = odd.Facts();
        OnlyLines(Screens.Status(facts));
        OneDocument(Screens.Text(writer => StatusJson.Write(writer, HostStatusBuilder.Build(facts))));
    });

    private static void ForAllStories(Action<OddStories> check) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => check(new OddStories(seed))).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(1_000_000));

    private static void OnlyLines(string text) => text.Where(c => char.IsControl(c) && c != '\n').Should().BeEmpty();

    private static void OneDocument(string text)
    {
        using var document = JsonDocument.Parse(text);
        OnlyLines(text);
    }
}
