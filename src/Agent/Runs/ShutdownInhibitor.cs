using KuPkg.Agent.Drivers;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Runs;

/// <summary>
/// Keeps logind from shutting the host down while the package manager changes it. The lock is held by a small child that ends with the tool,
/// so it outlives a KuPkg that dies and never outlives the tool.
/// </summary>
internal sealed class ShutdownInhibitor : IDisposable
{
    private readonly IChild? _holder;

    private ShutdownInhibitor(IChild? holder) => _holder = holder;

    public static ShutdownInhibitor For(Tool tool, IChild child, ILauncher launcher, RunEvents events)
    {
        var isNeeded = tool.Phase is Phase.Install or Phase.Repair && tool.Launch.Root is null;
        if (!isNeeded || !Directory.Exists("/run/systemd/system") || !File.Exists("/usr/bin/systemd-inhibit"))
            return new ShutdownInhibitor(null);

        // tail --pid ends when that process does; systemd-inhibit itself would close the descriptors of what it starts, so it cannot wrap the tool.
        string[] arguments =
        [
            "--what=shutdown:sleep", "--mode=block", "--who=kupkg", $"--why={tool.Name} is changing packages",
            "tail", $"--pid={child.Id.Pid}", "-s", "0.5", "-f", "/dev/null",
        ];
        try
        {
            return new ShutdownInhibitor(launcher.Start(new Launch("systemd-inhibit", arguments) { OutputPath = "/dev/null" }));
        }
        catch (LaunchException e)
        {
            events.Warn($"a shutdown during {tool.Name} could not be inhibited: {e.Message}");
            return new ShutdownInhibitor(null);
        }
    }

    public void Dispose() => _holder?.Dispose();
}
