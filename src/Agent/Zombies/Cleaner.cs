using KuPkg.Agent.Contracts;
using KuPkg.Agent.History;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Zombies;

namespace KuPkg.Agent.Zombies;

/// <summary>
/// Carries out a cleaning: nudges, then what the settings name. A service is restarted under its <see cref="ServiceLock"/>, as a kick may be at it. Each act is in the history as soon as its outcome
/// is known. For one cleaning at a time.
/// </summary>
/// <param name="launcher">Starts systemctl.</param>
/// <param name="journal">Where each act is written.</param>
/// <param name="settings">What they name.</param>
/// <param name="contracts">The written contracts, whose names services go by.</param>
/// <param name="runtimeDirectory">Where the locks of services are.</param>
/// <param name="time">The clock.</param>
internal sealed class Cleaner(ILauncher launcher, IJournal journal, KuPkgSettings settings, IReadOnlyList<ServiceContract> contracts, string runtimeDirectory, TimeProvider time)
{
    public const string By = "zombies --clean";

    private const string RestartWord = "restart", EndWord = "end";

    private readonly List<ServiceAct> _acts = [];
    private readonly List<string> _spared = [];

    /// <summary>Cleans what was found.</summary>
    /// <param name="host">What was seen.</param>
    /// <param name="findings">What was found in it.</param>
    /// <param name="stop">Ends it after the act at work.</param>
    /// <exception cref="HistoryException">The history cannot be written; nothing more is done then.</exception>
    public async Task<CleanReport> CleanAsync(HostProcesses host, ZombieFindings findings, CancellationToken stop)
    {
        await NudgeAsync(findings.Defunct, stop);
        foreach (var group in findings.Defunct.Select(StillDefunct).Where(static g => g.Zombies.Count > 0).ToList())
            await RestartAsync(group, host, stop);
        foreach (var old in findings.Old)
            End(old, host.OwnUnit, stop);
        return new CleanReport(_acts, _spared, findings.Defunct.Sum(static g => StillDefunct(g).Zombies.Count));
    }

    private async Task NudgeAsync(IReadOnlyList<DefunctGroup> groups, CancellationToken stop)
    {
        var nudged = new List<(DefunctGroup Group, string Trouble)>();
        foreach (var group in groups)
        {
            if (group.MayBeNudged)
                nudged.Add((group, Nudge.Send(group.Parent!)));
            else
                _spared.Add($"{group.Words}: {group.Remark}");
        }

        // What was sent is recorded, whatever comes between.
        await Nudge.WaitAsync([.. nudged.Where(static n => n.Trouble.Length == 0).SelectMany(static n => n.Group.Zombies)], time, CancellationToken.None);
        foreach (var (group, trouble) in nudged)
        {
            var left = StillDefunct(group).Zombies.Count;
            var gone = group.Zombies.Count - left;
            Record(group.Unit, Nudge.Word, group.Words, left == 0, $"{(trouble.Length > 0 ? trouble : "SIGCHLD sent")}: {gone} of {group.Zombies.Count} gone{(left > 0 ? $", {left} still defunct" : "")}");
        }

        stop.ThrowIfCancellationRequested();
    }

    private async Task RestartAsync(DefunctGroup left, HostProcesses host, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var group = StillDefunct(left);
        // Another parent in the same unit has had it restarted.
        if (group.Zombies.Count == 0)
            return;
        using var held = group.Unit.Length == 0 ? null : ServiceLock.TryTake(runtimeDirectory, NameOf(group.Unit));
        if (group.Unit.Length > 0 && held is null)
        {
            _spared.Add($"{group.Words} stay: {ServiceLock.HolderOf(runtimeDirectory, NameOf(group.Unit))} is at {group.Unit} at this moment; it is left for the next time");
            return;
        }

        var unit = host.Units.GetValueOrDefault(group.Unit);
        var now = time.GetUtcNow();
        var last = group.Unit.Length == 0 ? null : journal.ServiceActs(NameOf(group.Unit), now - CleanPolicy.RestartEvery).FirstOrDefault(static a => a.Act == RestartWord)?.At;
        var decision = CleanPolicy.Restart(group, unit, settings.Zombies, last, ServiceReader.NowTicks(), host.OwnUnit);
        if (!decision.IsAllowed)
        {
            _spared.Add($"{group.Words} stay: {decision.Why}");
            return;
        }

        var (isDone, words) = await new UnitRestart(launcher).TryAsync(group.Unit, unit!, CancellationToken.None);
        await Nudge.WaitAsync(group.Zombies, time, CancellationToken.None);
        var stay = StillDefunct(group).Zombies.Count;
        Record(group.Unit, RestartWord, decision.Why, isDone && stay == 0, $"{words}; {(stay == 0 ? "none of them is left" : $"{stay} still defunct")}");
    }

    private void End(OldInstance old, string ownUnit, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var decision = CleanPolicy.End(old, settings.Zombies, settings.Priority, ownUnit);
        if (!decision.IsAllowed)
        {
            _spared.Add($"{old.Process.Words} is left alone: {decision.Why}");
            return;
        }

        var (isGone, words) = OldInstanceEnd.Try(old.Process);
        Record(old.Process.Unit, EndWord, decision.Why, isGone, words);
    }

    private void Record(string unit, string act, string why, bool isSuccess, string text)
    {
        var done = new ServiceAct(time.GetUtcNow(), By, NameOf(unit), act, why, isSuccess, text);
        _acts.Add(done);
        journal.RecordServiceAct(done);
    }

    private static DefunctGroup StillDefunct(DefunctGroup group) => group with { Zombies = [.. group.Zombies.Where(static z => ZombieSurvey.IsStillDefunct(z.Id))] };

    // As contracts name services, so that what check --kick restarted counts too, and its lock is the same.
    private string NameOf(string unit) => contracts.FirstOrDefault(c => c.Supervisor == Supervisor.Systemd && TouchPolicy.UnitOf(c) == unit)?.Name ?? UnitName.Bare(unit);
}
