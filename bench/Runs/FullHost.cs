using KuPkg.Harness;
using KuPkg.Harness.Hosts;

namespace KuPkg.Bench.Runs;

/// <summary>A host with the machine's own Debian sources, full lists, unattended-upgrades, and nothing left to upgrade.</summary>
internal static class FullHost
{
    private static readonly string[] OfTheMachine = ["/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt"];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static async Task<BootedHost> StartAsync()
    {
        var host = await BootedHost.StartAsync();
        foreach (var file in MachineSources.Files())
            host.Write(file, File.ReadAllText(file));
        host.Write("/etc/apt/apt.conf.d/90machine", string.Join('\n', await MachineSources.FetchOptionsAsync()) + "\n");
        // The host shares the machine's network, so it needs the machine's way of finding names and trusting certificates.
        foreach (var file in OfTheMachine.Where(File.Exists))
            host.Write(file, File.ReadAllText(file));
        File.Copy(Path.Join(Workspace.Artifacts, "bench-empty", "empty"), host.InHost("/usr/bin/empty"));
        host.Write("/etc/kupkg/kupkg.toml", "");
        (await host.RunAsync(
            ["sh", "-c", "export DEBIAN_FRONTEND=noninteractive; apt-get -qq update && apt-get -qq -y dist-upgrade && apt-get -qq -y --no-install-recommends install unattended-upgrades"],
            Limit)).MustSucceed();
        return host;
    }
}
