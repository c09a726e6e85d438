using KuPkg.Agent.Config;
using KuPkg.Agent.Config.Contracts;
using KuPkg.Agent.Contracts;
using KuPkg.Agent.Kill;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary>Puts together what a run needs to prove services.</summary>
internal static class ServiceWiring
{
    /// <summary>With the contracts in force; null below another root, where no services run. A file with mistakes is warned of and counts as none: a mistake in it must not keep security updates away.</summary>
    public static ServiceDesk? DeskOf(HostPaths paths, ServiceSettings settings, ILauncher launcher, IKiller killer, RunEvents? events, TimeProvider time)
    {
        if (!paths.IsHost)
            return null;
        var set = ContractLoader.Load(paths);
        foreach (var mistake in set.Mistakes)
            events?.Warn($"the contracts in {mistake.File} do not count: {mistake}     kupkg config check");
        return new ServiceDesk([.. set.Sound.Select(static c => c.Contract)], launcher, killer, settings, time);
    }

    /// <summary>What tells which services a plan touches; null below another root.</summary>
    public static TouchFinder? FinderOf(HostPaths paths, ServiceSettings settings, ILauncher launcher) =>
        paths.IsHost ? new TouchFinder(launcher, [.. ContractLoader.Load(paths).Sound.Select(static c => c.Contract)], settings.IsRestartOfAll) : null;
}
