using KuPkg.Agent.Drivers.Apt.Fronting;
using KuPkg.Agent.Drivers.Apt.Shortcut;
using KuPkg.Agent.Drivers.Apt.Sources;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Drivers.Apt;

/// <content>What may be known without starting apt.</content>
internal sealed partial class AptDriver
{
    public string? Fingerprint(string settings) => HostFingerprint.Take(_host, _paths, settings);

    public DateTimeOffset? ListsValidUntil() => ReleaseDates.FirstExpiry(_paths.Lists);

    /// <summary>Asks each mirror once for the Release of each suite that it serves; changes nothing.</summary>
    /// <exception cref="IOException">apt could not be asked for its settings, or its sources not be read.</exception>
    public async Task<IReadOnlyList<MirrorProbe>> ProbeMirrorsAsync(MirrorSettings mirrors, DownloadLimits limits, CancellationToken stop) =>
        await MirrorProbe.AskAsync((AptFrontPlan)await ReadFrontAsync(mirrors, stop), _paths.Lists, new ReleaseQuestion(limits, _time), stop);

    public async Task<string?> PrepareShortcutAsync(string fingerprint, CancellationToken stop)
    {
        var config = await _settings.AskAndKeepAsync(fingerprint, stop);
        var sources = SourceFiles.OfHost(_host);
        return ShortcutDoubt.Of(config, ConfigTexts(), sources);
    }

    public async Task<IReadOnlyList<SourceState>> AskSourcesAsync(string fingerprint, MirrorSettings mirrors, DownloadLimits limits, CancellationToken stop)
    {
        var plan = await ReadFrontAsync(await _settings.KeptAsync(fingerprint, stop), mirrors, stop);
        var states = await new SourceSurvey(_paths, new ReleaseQuestion(limits, _time)).AskAsync(plan, stop);
        if (states.Count > 0 && states.All(static s => s.Answer == SourceAnswer.Unchanged))
            Touch(_paths.RefreshStamp);
        return states;
    }

    private IEnumerable<string> ConfigTexts()
    {
        var (main, parts) = (_host.At("etc/apt/apt.conf"), _host.At("etc/apt/apt.conf.d"));
        return ((string[])[.. File.Exists(main) ? [main] : Array.Empty<string>(), .. Directory.Exists(parts) ? Directory.GetFiles(parts) : []]).Select(File.ReadAllText);
    }
}
