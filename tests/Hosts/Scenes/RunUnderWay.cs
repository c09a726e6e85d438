using System.Text.Json;
using KuPkg.Harness.Hosts;

namespace KuPkg.Hosts.Scenes;

/// <summary>A <c>kupkg run</c> that has been started in a host.</summary>
public sealed class RunUnderWay : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Scene _scene;
    private readonly HostCommand _command;
    private readonly HashSet<(int Pid, long StartTicks)> _before;
    private readonly TimeSpan _limit;

    internal RunUnderWay(Scene scene, HostCommand command, IReadOnlyList<HostProcess> before, TimeSpan limit)
    {
        _scene = scene;
        _command = command;
        _before = [.. before.Select(p => (p.Pid, p.StartTicks))];
        _limit = limit;
    }

    public bool HasExited => _command.HasExited;

    /// <summary>Processes that were not there before the run, without those that the host's own systemd starts as it pleases.</summary>
    public IReadOnlyList<HostProcess> NewProcesses() =>
        [.. _scene.Host.Processes().Where(p => !_before.Contains((p.Pid, p.StartTicks)) && !IsSystems(p))];

    /// <summary>Waits for the end, and asks status and report about it.</summary>
    public async Task<RunSeen> EndAsync()
    {
        var result = await _command.WaitAsync(_limit);
        result.TimedOut.Should().BeFalse("a run ends by itself: {0}", result);

        // What systemd cleans up after a scope is on its way out for a moment.
        var over = TimeProvider.System.GetTimestamp();
        while (NewProcesses().Count > 0 && TimeProvider.System.GetElapsedTime(over) < Grace)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);

        var status = await _scene.KuPkgAsync("status", "--json");
        var statusJson = Parse(status.Output, status.ToString());
        var run = statusJson.GetProperty("lastRun") is { ValueKind: JsonValueKind.Object } last ? last.GetProperty("run").GetInt64() : 0;
        var report = run > 0 ? await _scene.KuPkgAsync("report", run.ToString(), "--json") : null;
        var told = run > 0 ? (await _scene.KuPkgAsync("report", run.ToString())).Text : "";
        return new RunSeen(
            result, status.ExitCode, statusJson, report is null ? default : Parse(report.Output, report.ToString()), told, NewProcesses());
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();

    private static bool IsSystems(HostProcess process) =>
        process.Name.StartsWith("systemd", StringComparison.Ordinal) || process.Name.StartsWith("(sd", StringComparison.Ordinal)
        || process.Name is "(systemd)" or "dbus-daemon" or "agetty" or "(agetty)";

    private static JsonElement Parse(ReadOnlyMemory<byte> output, string all)
    {
        try
        {
            return JsonDocument.Parse(output).RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"--json must print one document and nothing else: {e.Message}\n{all}", e);
        }
    }
}
