using KuPkg.Agent.Drivers.Apt.Access;
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
        await ReadFrontAsync(await _settings.AskAsync(stop), settings, stop);

    public async Task<Front> WriteFrontAsync(RunFolder folder, FrontPlan plan, Uri gateway, CancellationToken stop)
    {
        var config = FrontFiles.Write(folder.File("front"), (AptFrontPlan)plan, gateway, _paths.Inside);
        var front = new Front(new Dictionary<string, string> { ["APT_CONFIG"] = _paths.Inside(config) }, plan);
        var inForce = AptConfig.Parse(AptQueries.Lines(await _queries.RequireAsync("apt-config", ["dump"], stop, front.Environment)));
        return FrontCheck.WhyNot(inForce, (AptFrontPlan)plan, gateway) is { } why ? throw new FrontException(why) : front;
    }

    public async Task<IReadOnlyList<ExpectedFile>> ReadExpectedAsync(RunFolder folder, RunPreferences preferences, Front front, CancellationToken stop)
    {
        var uris = await PrintUrisAsync(_preferences.Write(folder, preferences), preferences, stop, front.Environment);
        return uris.IsSuccess ? [.. PrintedUris.Parse(AptQueries.Lines(uris.Output)).Expected] : [];
    }

    public IReadOnlyList<string> ReadDistrusted(ToolEnd end, Front front) =>
        DistrustedFiles.Parse(OutputLines.Read(end.Tool.OutputPath), front.Plan.Groups);

    private Task<AptFrontPlan> ReadFrontAsync(AptConfig config, MirrorSettings settings, CancellationToken stop) =>
        new FrontReader(_queries, _paths, ProxyEnvironment).ReadAsync(config, settings, stop);
}
