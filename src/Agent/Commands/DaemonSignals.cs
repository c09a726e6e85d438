using System.Runtime.InteropServices;

namespace KuPkg.Agent.Commands;

/// <summary>SIGTERM, SIGINT and SIGQUIT ask the daemon to stop, SIGHUP to read its configuration again. One that comes before there is anything to do it with is kept.</summary>
internal sealed class DaemonSignals : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<string> _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];
    private Action? _reload;
    private bool _isReloadKept;

    public DaemonSignals()
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                _stop.TrySetResult($"{context.Signal} received");
            }));
        }

        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            lock (_gate)
            {
                if (_reload is { } reload)
                    reload();
                else
                    _isReloadKept = true;
            }
        }));
    }

    /// <summary>Completes, with the signal's name, when the daemon is to stop.</summary>
    public Task<string> Stop => _stop.Task;

    /// <summary>Says what SIGHUP does.</summary>
    public void OnReload(Action reload)
    {
        lock (_gate)
        {
            _reload = reload;
            if (_isReloadKept)
                reload();
            _isReloadKept = false;
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }
}
