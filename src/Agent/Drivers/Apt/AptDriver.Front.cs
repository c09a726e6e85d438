using KuPkg.Agent.Drivers.Apt.Fronting;
using KuPkg.Agent.Gateway;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Drivers.Apt;

/// <content>Behind a gateway.</content>
internal sealed partial class AptDriver
{
    /// <summary>The proxy variables of the environment (<c>http_proxy</c>, <c>https_proxy</c>, <c>no_proxy</c>) that apt would see if a person started it. Default none.</summary>
    public IReadOnlyDictionary<string, string> ProxyEnvironment { get; init; } = new Dictionary<string, string>();

    public async Task<FrontPlan> ReadFrontAsync(MirrorSettings settings, CancellationToken stop) =>
        await new FrontReader(_queries, _paths, ProxyEnvironment).ReadAsync(settings, stop);

    public Front WriteFront(RunFolder folder, FrontPlan plan, Uri gateway)
    {
        var config = FrontFiles.Write(folder.File("front"), (AptFrontPlan)plan, gateway, _paths.Inside);
        return new Front(new Dictionary<string, string> { ["APT_CONFIG"] = _paths.Inside(config) }, plan);
    }

    public async Task<IReadOnlyList<ExpectedFile>> ReadExpectedAsync(RunFolder folder, RunPreferences preferences, Front front, CancellationToken stop)
    {
        var uris = await _queries.RunAsync(
            "apt-get", [.. AptOptions.Always, .. _preferences.Write(folder, preferences), "-y", "--print-uris", .. AptOptions.Upgrade(preferences.Settings)], stop, front.Environment);
        return uris.IsSuccess ? [.. PrintedUris.Parse(AptQueries.Lines(uris.Output)).Expected] : [];
    }

    public IReadOnlyList<string> ReadDistrusted(ToolEnd end, Front front) =>
        DistrustedFiles.Parse(OutputLines.Read(end.Tool.OutputPath), front.Plan.Groups);
}
