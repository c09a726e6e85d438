using System.Text.Json;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;
using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary>A booted host on which foo runs under a contract with little patience, and what <c>kupkg check --kick</c> makes of it.</summary>
public sealed class KickScene : IAsyncDisposable
{
    /// <summary>Nobody respawns it.</summary>
    public const string NoRespawn = "Restart=no";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static readonly IReadOnlyDictionary<string, string> Quick = new Dictionary<string, string>
    {
        ["stable_for"] = "\"1s\"", ["stop_within"] = "\"2s\"", ["check.within"] = "\"3s\"", ["check.timeout"] = "\"1s\"",
    };

    private readonly FooScene _foo;

    private KickScene(FooScene foo) => _foo = foo;

    public BootedHost Host => _foo.Scene.Host;

    public string Address => _foo.Installed.Address;

    /// <summary>The processes of food that are alive.</summary>
    public IReadOnlyList<HostProcess> Food => [.. _foo.Food.Where(static p => p.State != 'Z')];

    /// <summary>foo is installed and has been running for as long as its contract lets it come up.</summary>
    public static async Task<KickScene> StartAsync(FooForm form = FooForm.WellBehaved, IReadOnlyDictionary<string, string>? contract = null, params string[] unitLines)
    {
        var merged = Quick.Concat(contract ?? new Dictionary<string, string>()).GroupBy(static p => p.Key).ToDictionary(static g => g.Key, static g => g.Last().Value);
        var scene = new KickScene(await FooScene.StartAsync(new FooPackage("1.0") { Form = form, UnitLines = unitLines, Contract = merged }));
        if (form == FooForm.WellBehaved)
            await FooHost.ShouldSayAsync(scene.Address, "foo ready 1.0");
        await scene.AgeAsync();
        return scene;
    }

    /// <summary>Waits until the service is older than its checks allow it to come up in.</summary>
    public Task AgeAsync() => Task.Delay(TimeSpan.FromSeconds(3.2), TimeProvider.System);

    /// <summary>The command, and what its document says of foo.</summary>
    public async Task<(int ExitCode, JsonElement Foo)> KickAsync()
    {
        var result = await Host.RunAsync(["kupkg", "check", "--kick", "--json"]);
        var services = JsonDocument.Parse(result.Output).RootElement.GetProperty("services");
        return (result.ExitCode, services.EnumerateArray().Single(static s => s.GetProperty("service").GetString() == "foo"));
    }

    /// <summary>A kick ends with an exit code, and does this about foo: <c>none</c>, <c>start</c>, <c>restart</c>, <c>report</c>, <c>left-alone</c>.</summary>
    /// <param name="exitCode">The code.</param>
    /// <param name="act">What it does.</param>
    /// <param name="why">A part of its reason.</param>
    public async Task<JsonElement> ShouldKickAsync(int exitCode, string act, string why = "")
    {
        var (code, foo) = await KickAsync();
        (code, foo.GetProperty("act").GetString()).Should().Be((exitCode, act), "{0}", foo);
        (foo.GetProperty("why").GetString() ?? "").Contains(why, StringComparison.Ordinal).Should().BeTrue("it should say \"{0}\": {1}", why, foo);
        return foo;
    }

    /// <summary>As cron starts it: a kick that ends with an exit code and prints something, or nothing.</summary>
    public async Task<CommandResult> ShouldTellAsync(int exitCode, bool isSilent)
    {
        var result = await Host.RunAsync(["kupkg", "check", "--kick"]);
        result.ExitCode.Should().Be(exitCode, "{0}", result);
        result.ErrorText.Should().BeEmpty();
        (result.Text.Length == 0).Should().Be(isSilent, "{0}", result);
        return result;
    }

    /// <summary>One food runs and answers, and it is not one of those.</summary>
    public async Task ShouldRunAnewAsync(IReadOnlyList<HostProcess> before)
    {
        await FooHost.ShouldSayAsync(Address, "foo ready 1.0");
        Food.Should().ContainSingle().Which.Should().Match<HostProcess>(p => before.All(b => b.Pid != p.Pid || b.StartTicks != p.StartTicks));
    }

    /// <summary>food is killed, and systemd knows.</summary>
    public async Task KillAsync()
    {
        foreach (var food in Food)
            Host.Kill(food);
        await UntilStateAsync("failed");
    }

    /// <summary>food stands still: it accepts connections, says nothing, and does not hear SIGTERM.</summary>
    public Task FreezeAsync() => Host.ShellAsync("kill -STOP $(pgrep -x food)");

    public Task UntilStateAsync(string state) => BootedHost.UntilAsync(() => StateAsync().Result == state, Soon, $"foo is {state}");

    /// <summary>What is in the history, the oldest first: <c>start failed</c>, <c>restart done</c>.</summary>
    public async Task<IReadOnlyList<string>> ActsAsync() =>
        (await SqlAsync("SELECT act || ' ' || result FROM service_acts WHERE by = 'check --kick' AND service = 'foo' ORDER BY act_nr")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>All that was done is longer ago.</summary>
    public Task PassAsync(int minutes) => SqlAsync($"UPDATE service_acts SET at = strftime('%Y-%m-%dT%H:%M:%fZ', at, '-{minutes} minutes')");

    public ValueTask DisposeAsync() => _foo.DisposeAsync();

    private async Task<string> StateAsync() => (await Host.RunAsync(["systemctl", "show", "foo", "-p", "ActiveState", "--value"])).Line;

    // With the machine's own sqlite3, on the file of the host, which is at rest.
    private Task<CommandResult> SqlAsync(string sql) => Command.MustAsync("sqlite3", Path.Join(Host.Disk, "var/lib/kupkg/history.db"), sql);
}
