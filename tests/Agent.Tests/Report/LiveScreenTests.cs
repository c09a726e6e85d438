using KuPkg.Agent.Report;
using KuPkg.Agent.Tests.History;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.Report;

public sealed class LiveScreenTests
{
    private static readonly LiveProgress Working = new("install", "libfoo1", "postinst", "progressing", "CPU 71 %, 3 MiB/s written", TimeSpan.FromSeconds(12), 60.5);

    [Fact]
    public void On_a_terminal_the_step_at_work_is_redrawn_and_what_is_done_stays() => Play(new Terminal(true, false, 80)).ShouldBeApproved("live-terminal.txt");

    [Fact]
    public void Without_a_terminal_there_are_plain_lines_and_no_control_codes()
    {
        var text = Play(Terminal.None);
        text.ShouldBeApproved("live-plain.txt");
        text.Should().NotContain("\u001b").And.NotContain("\r");
    }

    [Fact]
    public void A_redrawn_line_never_wraps()
    {
        var text = Screens.Text(writer =>
        {
            var screen = new LiveScreen(writer, new Terminal(true, false, 40));
            screen.Hear(new StepBegan("install") { At = SampleRun.At(0) });
            screen.Progress(Working with { Evidence = new string('x', 500) });
        });

        text.Split("\r\u001b[2K").Should().OnlyContain(line => line.Length < 40);
    }

    [Fact]
    public void Under_cron_a_good_run_is_silent_and_so_is_a_deferred_one()
    {
        Quietly(Screens.GoodRun().Record!).Should().BeEmpty();
        Quietly(Screens.FailedRun(412, Outcome.Deferred).Record!).Should().BeEmpty();
        Quietly(SampleRun.Record() with { ExitCode = 0 }).Should().BeEmpty("known holds are no news");
    }

    [Fact]
    public void Under_cron_a_failed_run_prints_its_last_lines() => Quietly(SampleRun.Record()).ShouldBeApproved("quiet-failed.txt");

    private static string Play(Terminal terminal) => Screens.Text(writer =>
    {
        var screen = new LiveScreen(writer, terminal);
        foreach (var happened in SampleRun.Events())
        {
            screen.Hear(happened);
            if (happened is PackageStepped { IsError: false }) screen.Progress(Working);
        }
    });

    private static string Quietly(RunRecord record) => Screens.Text(writer =>
    {
        var screen = new QuietScreen(writer);
        foreach (var happened in SampleRun.Events().SkipLast(1)) screen.Hear(happened);
        screen.Progress(Working);
        screen.Hear(new RunEnded(record) { At = SampleRun.At(363) });
    });
}
