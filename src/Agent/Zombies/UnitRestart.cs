using KuPkg.Agent.Contracts;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;

namespace KuPkg.Agent.Zombies;

/// <summary>Restarts a unit once, and verifies that it runs anew.</summary>
internal sealed class UnitRestart(ILauncher launcher)
{
    // systemd itself gives a stop 90 s and a start as much.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly UnitShow _units = new(launcher);

    /// <summary>Restarts it.</summary>
    /// <param name="unit">Which, with its ending.</param>
    /// <param name="before">How it was.</param>
    /// <param name="stop">Ends the wait; systemd goes on with what it was asked for.</param>
    /// <returns>Whether it runs anew, and what was seen.</returns>
    public async Task<(bool IsDone, string Words)> TryAsync(string unit, UnitState before, CancellationToken stop)
    {
        try
        {
            var asked = await launcher.RunAsync(new Launch("systemctl", ["restart", "--", unit]), Limit, stop: stop);
            if (!asked.IsSuccess)
                return (false, $"systemctl restart {unit}: {(asked.IsTimedOut ? $"not done within {Limit.TotalMinutes:0} min" : asked.Status)}: {asked.Error.Trim()}; see systemctl status {unit}");
            var now = (await _units.AskAsync([unit], stop)).GetValueOrDefault(unit);
            return now is not { IsActive: true } ? (false, $"{unit} is {now?.Words ?? "not known to systemd"} after its restart; see systemctl status {unit}")
                : now.MainPid > 0 && now.MainPid == before.MainPid ? (false, $"{unit} still has its main process {now.MainPid} after its restart; see systemctl status {unit}")
                : (true, $"{unit} is {now.Words}{(now.MainPid > 0 ? $", main process {now.MainPid}" : "")}");
        }
        catch (Exception e) when (e is IOException or LaunchException)
        {
            return (false, e.Message);
        }
    }
}
