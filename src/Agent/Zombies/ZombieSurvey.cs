using KuPkg.Agent.Contracts;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;
using KuPkg.Policy.Zombies;

namespace KuPkg.Agent.Zombies;

/// <summary>Looks once at a host for what is defunct, old, stale or orphaned. Reads only, as any user.</summary>
internal sealed class ZombieSurvey(ILauncher launcher, TimeProvider time)
{
    /// <summary>A process that is defunct only until its parent has come round to it is no finding.</summary>
    private static readonly TimeSpan SecondLook = TimeSpan.FromMilliseconds(200);

    private readonly UnitShow _units = new(launcher);

    /// <summary>Looks. Takes a fifth of a second more when something is defunct.</summary>
    /// <param name="stop">Ends it.</param>
    public async Task<(HostProcesses Host, ZombieFindings Findings)> LookAsync(CancellationToken stop)
    {
        var began = time.GetTimestamp();
        var all = new ProcessReader().ReadAll();
        if (all.Any(static p => p.IsDefunct))
        {
            var left = SecondLook - time.GetElapsedTime(began);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, stop);
            all = [.. all.Where(static p => !p.IsDefunct || IsStillDefunct(p.Id))];
        }

        var notes = new List<string>();
        var host = new HostProcesses(all) { OwnUnit = OwnUnit() };
        if (UnitShow.IsSystemdHost)
            host = host with { IsSystemd = true, Units = await UnitsAsync(host, notes, stop) };
        return (host, ZombieFindings.Of(host) with { Notes = notes });
    }

    /// <summary>Whether a process that was seen defunct still is.</summary>
    public static bool IsStillDefunct(ProcessId id) => ProcStat.TryRead(id.Pid) is { } stat && stat.Id == id && stat.State is 'Z' or 'X';

    /// <summary>The unit that this program runs in; empty: none.</summary>
    public static string OwnUnit() => ServiceReader.UnitIn(ServiceReader.CgroupOf(Environment.ProcessId));

    private async Task<IReadOnlyDictionary<string, UnitState>> UnitsAsync(HostProcesses host, List<string> notes, CancellationToken stop)
    {
        try
        {
            return await _units.AskAsync(host.Wanted(), stop);
        }
        catch (IOException e)
        {
            notes.Add($"main processes and inactive units are not known, so old instances and orphans within units were not looked for: {e.Message}");
            return new Dictionary<string, UnitState>();
        }
    }
}
