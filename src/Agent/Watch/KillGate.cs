using KuPkg.Policy.Kill;

namespace KuPkg.Agent.Watch;

/// <summary>Keeps the kills of one job apart: what did not die of the last one is not killed in a tight loop. Not thread-safe.</summary>
internal sealed class KillGate
{
    private static readonly TimeSpan AfterSuccess = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly List<KillReport> _kills = [];
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private TimeSpan _openAt;
    private TimeSpan _wait;

    /// <summary>What was killed, in order.</summary>
    public IReadOnlyList<KillReport> Kills => _kills;

    public bool IsOpen(TimeSpan at) => at >= _openAt;

    /// <summary>Whether this plan, which ends nothing, is told for the first time.</summary>
    public bool IsNews(KillPlan plan) => _reported.Add($"{plan.Target}\n{plan.Package}\n{plan.Script}");

    /// <summary>Notes a kill that was carried out; the wait doubles while the same target survives.</summary>
    public void Note(KillReport report, TimeSpan at)
    {
        var isAgain = !report.IsGone && _kills.Count > 0 && _kills[^1].Plan.Target == report.Plan.Target;
        _wait = isAgain ? (_wait * 2 < Longest ? _wait * 2 : Longest) : report.IsGone ? AfterSuccess : AfterFailure;
        _openAt = at + _wait;
        _kills.Add(report);
    }
}
