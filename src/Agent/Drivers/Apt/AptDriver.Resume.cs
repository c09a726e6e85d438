using KuPkg.Agent.Drivers.Apt.Shortcut;
using KuPkg.Agent.Gateway;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Drivers.Apt;

/// <content>Going on where an ended download was.</content>
internal sealed partial class AptDriver
{
    // apt asks for the rest of a file "if it is still that of TIME", with the time of the partial file. Ended by a signal it leaves the time of its end there, and then a right server gives
    // the whole file anew (docs/facts.md). An archive's name never changes its content, so the server's time of now is that of what has arrived.
    public async Task<int> PrepareResumeAsync(RunFolder folder, RunPreferences preferences, MirrorSettings mirrors, DownloadLimits limits, CancellationToken stop)
    {
        var partial = Directory.Exists(_paths.PartialArchives) ? new DirectoryInfo(_paths.PartialArchives).GetFiles("*.deb").Where(static f => f.Length > 0).ToList() : [];
        if (partial.Count == 0)
            return 0;
        var uris = await PrintUrisAsync(_preferences.Write(folder, preferences), preferences, stop);
        var byName = PrintedUris.Parse(AptQueries.Lines(uris.Output)).ByName;
        var plan = await ReadFrontAsync(mirrors, stop);
        var question = new ReleaseQuestion(limits, _time);
        var ready = 0;
        foreach (var file in partial)
        {
            if (!byName.TryGetValue(file.Name, out var expected) || file.Length >= expected.SizeBytes || AccessTo(plan, expected.Address) is not { } access)
                continue;
            if ((await question.AskAsync(new Uri(expected.Address), null, access, stop)).LastModified is not { } time)
                continue;
            file.LastWriteTimeUtc = time.UtcDateTime;
            ready++;
        }

        return ready;
    }

    private static UpstreamAccess? AccessTo(FrontPlan plan, string address) =>
        plan.Access.Where(a => address.StartsWith(a.Key.Address, StringComparison.Ordinal)).OrderByDescending(static a => a.Key.Address.Length).Select(static a => a.Value).FirstOrDefault();
}
