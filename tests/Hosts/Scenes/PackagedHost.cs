using System.Text.Json;
using KuPkg.Harness;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;
using KuPkg.Harness.Packages;

namespace KuPkg.Hosts.Scenes;

/// <summary>A booted host that has kupkg from its Debian package, or is about to: nothing of the harness's own is in the places of the package.</summary>
public sealed class PackagedHost : IAsyncDisposable
{
    public const string Config = "/etc/kupkg/kupkg.toml", Sample = "/usr/share/kupkg/kupkg.toml", Pins = "/etc/apt/preferences.d/kupkg";

    /// <summary>What the harness adds to the timer.</summary>
    public const string TimerDropIn = "/etc/systemd/system/kupkg.timer.d/test.conf";

    /// <summary>A drop-in by which a host that never ran is due at once.</summary>
    private const string DueAtOnce = "[schedule]\njitter = \"0s\"\n";

    private readonly string _folder = Workspace.NewDirectory("debs");

    private PackagedHost(Scene scene) => Scene = scene;

    public Scene Scene { get; }

    public BootedHost Host => Scene.Host;

    /// <summary>A host without kupkg.</summary>
    public static async Task<PackagedHost> StartAsync()
    {
        _ = KuPkgDeb.Path;
        var scene = await Scene.StartAsync(new HostOptions { WithBinary = false });
        Directory.Delete(scene.Host.InHost("/etc/kupkg"), recursive: true);
        // Its ticks come when a test makes them.
        scene.Host.Write(TimerDropIn, "[Timer]\nOnCalendar=\nOnCalendar=*-12-31 23:59:59\n");
        return new PackagedHost(scene);
    }

    /// <summary>A host that has it, and is offered <c>good</c> and <c>bad</c> 2.0; due at once.</summary>
    /// <param name="bad2">The version of <c>bad</c> with the fault; null: none has one.</param>
    public static async Task<PackagedHost> InstalledAsync(DebianPackage? bad2 = null)
    {
        var host = await StartAsync();
        try
        {
            await host.Scene.HaveAsync(Pairs.Good1, Pairs.Bad1);
            await host.Scene.OfferAsync(Pairs.Good2, bad2 ?? Pairs.Bad2);
            await host.DpkgAsync("--install", KuPkgDeb.Path);
            host.Host.Write("/etc/kupkg/kupkg.d/50-test.toml", DueAtOnce);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>dpkg with nobody at it: no terminal, no input, no forced answer unless it is given. It must succeed, and in a minute: a maintainer script that waits for a run would not.</summary>
    /// <param name="arguments">A file of the machine is copied into the host first.</param>
    public async Task<CommandResult> DpkgAsync(params string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].EndsWith(".deb", StringComparison.Ordinal))
                continue;
            var inside = $"/root/{Path.GetFileName(arguments[i])}";
            File.Copy(arguments[i], Host.InHost(inside), overwrite: true);
            arguments[i] = inside;
        }

        var done = await Host.RunAsync(["env", "DEBIAN_FRONTEND=noninteractive", "dpkg", .. arguments]);
        foreach (var inside in arguments.Where(a => a.EndsWith(".deb", StringComparison.Ordinal)))
            File.Delete(Host.InHost(inside));
        return done.MustSucceed();
    }

    /// <summary>Upgrades to a later version, in which the sample of the configuration has changed.</summary>
    public async Task<CommandResult> UpgradeAsync(string version, params string[] options) =>
        await DpkgAsync([.. options, "--install", await LaterAsync(version)]);

    /// <summary>A later version, in which the sample of the configuration has changed.</summary>
    public Task<string> LaterAsync(string version) =>
        KuPkgDeb.LaterAsync(version, _folder, tree => File.AppendAllText(tree + Sample, $"\n# New in {version}.\n"));

    /// <summary>A later version with another build of the program.</summary>
    public Task<string> OtherBuildAsync(string version) =>
        KuPkgDeb.LaterAsync(version, _folder, tree => OtherBuild.Write(Workspace.Binary, tree + "/usr/bin/kupkg"));

    /// <summary>What <c>kupkg status --json</c> calls the host.</summary>
    public async Task<string> StateAsync() => (await StatusAsync()).GetProperty("state").GetString()!;

    public async Task<JsonElement> StatusAsync() => JsonDocument.Parse((await Scene.KuPkgAsync("status", "--json")).Output).RootElement.Clone();

    /// <summary>The outcomes of the past runs, the newest first.</summary>
    public async Task<IReadOnlyList<string>> OutcomesAsync() =>
        [.. JsonDocument.Parse((await Scene.KuPkgAsync("history", "--json")).Output).RootElement.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("outcome").ToString())];

    /// <summary>The same, read from the history's file, by a host that has no kupkg any more. A run that did not end has none.</summary>
    public async Task<IReadOnlyList<string>> RecordedOutcomesAsync() =>
        (await Host.MustAsync("sqlite3", "/var/lib/kupkg/history.db", "SELECT coalesce(outcome, 'not ended') FROM runs ORDER BY run DESC")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>One property of a unit.</summary>
    public async Task<string> UnitAsync(string unit, string property) => (await Host.MustAsync("systemctl", "show", unit, "--property", property, "--value")).Line;

    public async ValueTask DisposeAsync()
    {
        await Scene.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
