using KuPkg.Agent.Shell;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>Asks systemd whether a unit is active, and not on its way to another start.</summary>
internal sealed class UnitProbe(ILauncher launcher) : ICheckProbe<UnitCheck>
{
    private readonly UnitShow _show = new(launcher);

    public async Task<(bool IsPassed, string Words)> TryAsync(UnitCheck check, CancellationToken stop)
    {
        var states = await _show.AskAsync([check.Unit], stop);
        return !states.TryGetValue(check.Unit, out var unit) || unit.LoadState == "not-found" ? (false, "there is no such unit") : (unit.IsActive, unit.Words);
    }
}
