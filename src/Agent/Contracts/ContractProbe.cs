using System.Net.Sockets;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>Makes the checks of contracts, all side by side. Knows nothing of what follows from them. Thread-safe.</summary>
internal sealed class ContractProbe(ILauncher launcher, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500), Soon = TimeSpan.FromMilliseconds(200);

    private readonly SocketProbe _sockets = new();
    private readonly HttpProbe _http = new();
    private readonly ExecProbe _exec = new(launcher);
    private readonly UnitProbe _units = new(launcher);

    /// <summary>Makes each check of some services.</summary>
    /// <param name="contracts">The services.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<IReadOnlyList<ServiceHealth>> CheckAsync(IReadOnlyList<ServiceContract> contracts, CancellationToken stop) =>
        await Task.WhenAll(contracts.Select(async contract => new ServiceHealth(contract, await CheckAsync(ChecksOf(contract), patience: null, stop))));

    /// <summary>Makes some checks, side by side.</summary>
    /// <param name="checks">Which.</param>
    /// <param name="patience">
    /// After a start: each is tried until it passes, for as long as its own <c>within</c> and no longer than this, and one that has had its time and did not pass ends the waiting for the others;
    /// null: each is tried as often as it says.
    /// </param>
    /// <param name="stop">Ends it.</param>
    /// <returns>One for each, in their order.</returns>
    public async Task<IReadOnlyList<CheckResult>> CheckAsync(IReadOnlyList<ServiceCheck> checks, TimeSpan? patience, CancellationToken stop)
    {
        if (patience is not { } most)
            return await Task.WhenAll(checks.Select(c => CheckAsync(c, within: null, CancellationToken.None, stop)));
        using var lost = new CancellationTokenSource();
        return await Task.WhenAll(checks.Select(async c =>
        {
            var result = await CheckAsync(c, c.Within < most ? c.Within : most, lost.Token, stop);
            if (!result.IsPassed)
                await lost.CancelAsync();
            return result;
        }));
    }

    /// <summary>The checks of a contract; one without any has its unit's.</summary>
    public static IReadOnlyList<ServiceCheck> ChecksOf(ServiceContract contract) =>
        contract.Checks.Count > 0 || contract.Supervisor != Supervisor.Systemd ? contract.Checks : [new UnitCheck(TouchPolicy.UnitOf(contract))];

    private async Task<CheckResult> CheckAsync(ServiceCheck check, TimeSpan? within, CancellationToken lost, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            var (isPassed, words) = await TryAsync(check, stop);
            if (isPassed || lost.IsCancellationRequested || (within is { } patience ? time.GetElapsedTime(began) >= patience : tries >= check.Tries))
                return new CheckResult(check, isPassed, words, time.GetElapsedTime(began), tries);
            await Task.Delay(within is null ? Pause : Soon, time, stop);
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
