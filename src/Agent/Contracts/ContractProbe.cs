using System.Net.Sockets;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>Makes the checks of contracts, all side by side. Knows nothing of what follows from them. Thread-safe.</summary>
internal sealed class ContractProbe(ILauncher launcher, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly SocketProbe _sockets = new();
    private readonly HttpProbe _http = new();
    private readonly ExecProbe _exec = new(launcher);
    private readonly UnitProbe _units = new(launcher);

    /// <summary>Makes each check of some services.</summary>
    /// <param name="contracts">The services.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<IReadOnlyList<ServiceHealth>> CheckAsync(IReadOnlyList<ServiceContract> contracts, CancellationToken stop) =>
        await Task.WhenAll(contracts.Select(async contract => new ServiceHealth(contract, await Task.WhenAll(ChecksOf(contract).Select(c => CheckAsync(c, stop))))));

    /// <summary>The checks of a contract; one without any has its unit's.</summary>
    public static IReadOnlyList<ServiceCheck> ChecksOf(ServiceContract contract) =>
        contract.Checks.Count > 0 || contract.Supervisor != Supervisor.Systemd ? contract.Checks : [new UnitCheck(UnitOf(contract))];

    /// <summary>Its unit's name, with the ending.</summary>
    public static string UnitOf(ServiceContract contract) => contract.Unit is { } unit ? unit.Contains('.', StringComparison.Ordinal) ? unit : $"{unit}.service" : $"{contract.Name}.service";

    private async Task<CheckResult> CheckAsync(ServiceCheck check, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            var (isPassed, words) = await TryAsync(check, stop);
            if (isPassed || tries >= check.Tries)
                return new CheckResult(check, isPassed, words, time.GetElapsedTime(began), tries);
            await Task.Delay(Pause, time, stop);
        }
    }

    private async Task<(bool IsPassed, string Words)> TryAsync(ServiceCheck check, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(check.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            var result = await (check switch
            {
                SocketCheck socket => _sockets.TryAsync(socket, either.Token),
                HttpCheck http => _http.TryAsync(http, either.Token),
                ExecCheck exec => _exec.TryAsync(exec, either.Token),
                UnitCheck unit => _units.TryAsync(unit, either.Token),
                _ => throw new InvalidOperationException($"a check without a probe: {check}"),
            });
            // A probe that tells how far it came when its time is over cannot tell that from being stopped.
            stop.ThrowIfCancellationRequested();
            return result;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return (false, $"no answer within {check.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (e is IOException or SocketException or HttpRequestException or LaunchException)
        {
            // What is chained below an IOException is what the framework or this program has put in better words.
            return (false, (e is HttpRequestException ? e.InnerException ?? e : e).Message);
        }
    }
}
