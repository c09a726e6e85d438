using KuPkg.Agent.Shell;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>Asks systemd whether a unit is active, and not on its way to another start.</summary>
internal sealed class UnitProbe(ILauncher launcher) : ICheckProbe<UnitCheck>
{
    public async Task<(bool IsPassed, string Words)> TryAsync(UnitCheck check, CancellationToken stop)
    {
        var asked = await launcher.RunAsync(new Launch("systemctl", ["show", "-p", "LoadState", "-p", "ActiveState", "-p", "SubState", "--", check.Unit]), check.Timeout * 2, stop: stop);
        if (!asked.IsSuccess)
            return (false, $"systemctl: {asked.Status}: {asked.Error.Trim()}");
        var values = asked.Output.Split('\n').Select(static l => l.Split('=', 2)).Where(static p => p.Length == 2).ToDictionary(static p => p[0], static p => p[1]);
        var (load, active, sub) = (values.GetValueOrDefault("LoadState", ""), values.GetValueOrDefault("ActiveState", ""), values.GetValueOrDefault("SubState", ""));
        return load is "not-found" ? (false, "there is no such unit") : (active == "active", $"{active} ({sub})");
    }
}
