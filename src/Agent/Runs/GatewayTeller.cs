using KuPkg.Agent.Gateway;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Runs;

/// <summary>Makes notes of a run of what its gateway tells. A mirror that fails a thousand files in one way is told of a few times, and then counted.</summary>
internal sealed class GatewayTeller(RunEvents events)
{
    private const int MostOfAKind = 3;
    private readonly Dictionary<(GatewayEventKind Kind, string Who, FailureCause? Cause), int> _told = [];

    public void Tell(GatewayEvent heard)
    {
        // Of a repository without signatures, or without the combined form, apt asks for these all the same, and goes on without.
        if (heard is { Kind: GatewayEventKind.Failed, Cause: FailureCause.NotFound } && Path.GetFileName(heard.Path) is "InRelease" or "Release.gpg")
            return;
        var key = (heard.Kind, heard.Mirror?.Address ?? heard.Group, heard.Cause);
        _told[key] = _told.GetValueOrDefault(key) + 1;
        if (_told[key] > MostOfAKind)
            return;
        var who = heard.Mirror?.Host ?? heard.Group;
        switch (heard.Kind)
        {
            case GatewayEventKind.GivenUp:
                events.Warn($"{char.ToLowerInvariant(heard.Words[0])}{heard.Words[1..]}");
                break;
            case GatewayEventKind.Broken:
                events.Warn($"the gateway itself failed at {heard.Path}: {heard.Words}");
                break;
            case GatewayEventKind.ChangedOver:
                events.Note($"{who}: {heard.Words}; went on at {heard.To?.Host ?? "another mirror"}: {heard.Path}");
                break;
            default:
                events.Note($"{who}: {heard.Words}: {heard.Path}");
                break;
        }
    }

    /// <summary>How many there were that were not told.</summary>
    public void TellRest()
    {
        foreach (var ((kind, who, _), count) in _told.Where(static t => t.Value > MostOfAKind))
            events.Note($"{who}: {count - MostOfAKind} more like that ({kind switch { GatewayEventKind.ChangedOver => "changed over", GatewayEventKind.GivenUp => "given up", _ => "failed" }})");
        _told.Clear();
    }
}
