using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers;
using KuPkg.Agent.History;
using KuPkg.Agent.Notify;
using KuPkg.Agent.Report;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Notices;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary>Tells of a run that has ended whom the settings name.</summary>
internal static class NoticeWiring
{
    /// <param name="paths">The host.</param>
    /// <param name="settings">Whom to tell.</param>
    /// <param name="record">The run.</param>
    /// <param name="journal">Where it is written down; the run is in it.</param>
    /// <param name="status">How the host is after it.</param>
    /// <param name="launcher">Starts sendmail and the command.</param>
    /// <param name="folder">The run's.</param>
    /// <param name="time">The clock.</param>
    public static async Task TellAsync(
        HostPaths paths, NotifySettings settings, RunRecord record, IJournal journal, HostStatus status, ILauncher launcher, RunFolder folder, TimeProvider time)
    {
        var decision = NoticePolicy.Decide(record, status.State == HostState.Stale, status.Held.Count + status.Paused.Count, journal.LastNotice());
        var isTold = NoticePolicy.IsWanted(decision, settings) && (settings.Mail.Count > 0 || settings.Command.Count > 0);

        // What nobody is to be told is remembered where it changes what comes next: a failure is one also for who asks to be told of recoveries only.
        if (!isTold && !decision.IsNews)
            return;
        var (isDelivered, result) = isTold
            ? await new Notifier(launcher, folder.Path).TellAsync(NoticeOf(paths, decision, record.RunId, status, time), settings)
            : (true, "");
        journal.RecordNotice(new ToldNotice(record.RunId, time.GetUtcNow(), decision.Occasion, decision.About, isDelivered, result));
        if (!isDelivered)
            Console.Error.WriteLine($"kupkg: run {record.RunId} was to be told and was not: {result}. The next run tries again.     kupkg report {record.RunId}");
    }

    private static Notice NoticeOf(HostPaths paths, NoticeDecision decision, long runId, HostStatus status, TimeProvider time)
    {
        using var history = HistoryReader.Open(paths);
        var run = history.Find(runId) ?? throw new HistoryException($"run {runId} is not in {paths.HistoryFile}, where it was just written");
        var (events, mirrors) = (history.Events(runId), history.Mirrors(runId));
        var headline = decision.Occasion == Occasion.Recovery ? $"recovered: {Told.Story(run.Record!)}" : $"{StatusScreen.Word(status.State)}: {Told.Outcome(run.Record!)}";
        var text = Written(w =>
        {
            StatusScreen.Write(w, Terminal.None, status, time.GetUtcNow(), TimeZoneInfo.Local);
            w.WriteLine();
            RunReport.Write(w, Terminal.None, run, events, mirrors, null, TimeZoneInfo.Local);
        });
        return new Notice(
            decision.Occasion, status.Host, headline, text, Written(w => StatusJson.Write(w, status)), Written(w => ReportJson.Write(w, run, events, mirrors, null)));
    }

    private static string Written(Action<TextWriter> write)
    {
        using var writer = new StringWriter();
        write(writer);
        return writer.ToString();
    }
}
