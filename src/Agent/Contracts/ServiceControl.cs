using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>
/// Asks a service's supervisor to start or restart it: systemctl, service, initctl, rc-service. Under systemd the request alone is made, and what becomes of it is looked at; the others work while
/// they are waited for. Thread-safe.
/// </summary>
internal sealed class ServiceControl(ILauncher launcher)
{
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Spare = TimeSpan.FromSeconds(30);

    /// <summary>Whether OpenRC runs this host, whose scripts are its own.</summary>
    private static bool IsOpenRc => Directory.Exists("/run/openrc");

    /// <summary>Starts it, if it does not run.</summary>
    /// <returns>What went wrong, in words; null: nothing as far as is known.</returns>
    public Task<string?> StartAsync(ServiceContract contract, UnitState? unit, CancellationToken stop) => DoAsync("start", contract, unit, stop);

    /// <summary>Stops it and starts it again.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public async Task<string?> RestartAsync(ServiceContract contract, UnitState? unit, CancellationToken stop)
    {
        var failure = await DoAsync("restart", contract, unit, stop);
        // upstart restarts only what runs.
        return failure is not null && contract.Supervisor == Supervisor.Upstart ? await DoAsync("start", contract, unit, stop) : failure;
    }

    /// <summary>Sets systemd's count of starts back.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public Task<string?> ResetAsync(ServiceContract contract, CancellationToken stop) =>
        contract.Supervisor == Supervisor.Systemd ? RunAsync("systemctl", ["reset-failed", "--", TouchPolicy.UnitOf(contract)], Request, stop) : Task.FromResult<string?>(null);

    /// <summary>Whether it runs, as its script or upstart says; null: neither says so. Not for systemd, which is asked for the unit.</summary>
    public async Task<bool?> IsRunningAsync(ServiceContract contract, CancellationToken stop)
    {
        var (program, arguments) = Words("status", contract) is [var first, .. var rest] ? (first, rest) : throw new InvalidOperationException("a supervisor without a command");
        try
        {
            var result = await launcher.RunAsync(new Launch(program, arguments), Request, 64 << 10, stop);
            if (contract.Supervisor == Supervisor.Upstart)
                return result.IsSuccess ? result.Output.Contains(" start/running", StringComparison.Ordinal) : null;
            // Linux Standard Base, "Init Script Actions": 0 runs; 1 to 3 does not; all else says nothing.
            return result.IsTimedOut ? null : result.Status.Code switch { 0 => true, 1 or 2 or 3 => false, _ => null };
        }
        catch (LaunchException)
        {
            return null;
        }
    }

    /// <summary>The command that a person types for the same.</summary>
    public static string Command(string verb, ServiceContract contract) => string.Join(' ', Words(verb, contract));

    private async Task<string?> DoAsync(string verb, ServiceContract contract, UnitState? unit, CancellationToken stop)
    {
        if (contract.Supervisor == Supervisor.None)
            return "nobody supervises it (supervisor = \"none\")";
        if (unit is { NeedsReload: true } && await RunAsync("systemctl", ["daemon-reload"], Spare, stop) is { } failure)
            return failure;
        var (program, arguments) = Words(verb, contract) is [var first, .. var rest] ? (first, rest) : throw new InvalidOperationException("a supervisor without a command");
        return contract.Supervisor == Supervisor.Systemd
            ? await RunAsync(program, ["--no-block", "--no-ask-password", .. arguments], Request, stop)
            : await RunAsync(program, arguments, contract.StopWithin + Spare, stop);
    }

    private static string[] Words(string verb, ServiceContract contract) => (contract.Supervisor, TouchPolicy.UnitOf(contract)) switch
    {
        (Supervisor.Systemd, var unit) => ["systemctl", verb, unit],
        (Supervisor.Upstart, var job) => ["initctl", verb, job],
        (_, var script) => IsOpenRc ? ["rc-service", script, verb] : ["service", script, verb],
    };

    private async Task<string?> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken stop)
    {
        try
        {
            var result = await launcher.RunAsync(new Launch(program, arguments), limit, 64 << 10, stop);
            if (result.IsSuccess)
                return null;
            var said = $"{result.Error}\n{result.Output}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? $": {Pattern.Shown(last)}" : "";
            return $"{program} {string.Join(' ', arguments)}: {(result.IsTimedOut ? $"not done within {limit.TotalSeconds:0} s, ended" : result.Status)}{said}";
        }
        catch (LaunchException e)
        {
            return e.Message;
        }
    }
}
