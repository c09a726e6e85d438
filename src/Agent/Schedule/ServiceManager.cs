using System.Globalization;

namespace KuPkg.Agent.Schedule;

/// <summary>What the daemon tells the service manager that started it: sd_notify(3), sd_watchdog_enabled(3). Without one, all of it is nothing. Thread-safe.</summary>
internal sealed class ServiceManager
{
    private readonly Func<string, string?>? _send;
    private readonly TimeProvider _time;
    private readonly Action<string> _warn;
    private string? _status;
    private bool _hasWarned;

    /// <param name="send">Sends a message and says what failed; null: there is no service manager.</param>
    /// <param name="time">For MONOTONIC_USEC.</param>
    /// <param name="warn">Told once when messages cannot be sent.</param>
    /// <param name="watchdog">How often it wants to hear from us at the least; null: not at all.</param>
    public ServiceManager(Func<string, string?>? send, TimeProvider time, Action<string> warn, TimeSpan? watchdog)
    {
        _send = send;
        _time = time;
        _warn = warn;
        Watchdog = send is null ? null : watchdog;
    }

    /// <summary>After so long without <see cref="Alive"/> the service manager ends us; null: it does not.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>The one that the environment names.</summary>
    /// <param name="environment">Reads a variable.</param>
    /// <param name="pid">This process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="warn">Told once when messages cannot be sent.</param>
    public static ServiceManager Of(Func<string, string?> environment, int pid, TimeProvider time, Action<string> warn)
    {
        Func<string, string?>? send = environment("NOTIFY_SOCKET") is { Length: > 0 } address ? new NotifySocket(address).Send : null;
        return new ServiceManager(send, time, warn, WatchdogOf(environment, pid));
    }

    /// <summary>All is set up, or set up anew after <see cref="Reloading"/>.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>The configuration is being read again; <see cref="Ready"/> follows.</summary>
    public void Reloading() => Send(string.Create(
        CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={_time.GetTimestamp() / (_time.TimestampFrequency / 1_000_000)}"));

    public void Stopping() => Send("STOPPING=1");

    public void Alive() => Send("WATCHDOG=1");

    /// <summary>One line for <c>systemctl status</c>; sent when it is another than the last.</summary>
    public void Status(string line)
    {
        if (Interlocked.Exchange(ref _status, line) != line)
            Send("STATUS=" + line.ReplaceLineEndings(" "));
    }

    private static TimeSpan? WatchdogOf(Func<string, string?> environment, int pid)
    {
        // Set for another process, it was inherited by accident.
        if (environment("WATCHDOG_PID") is { Length: > 0 } other && other != pid.ToString(CultureInfo.InvariantCulture))
            return null;
        return long.TryParse(environment("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
    }

    private void Send(string message)
    {
        if (_send?.Invoke(message) is { } why && !Interlocked.Exchange(ref _hasWarned, true))
            _warn($"{why}; the daemon goes on, and systemctl status knows less");
    }
}
