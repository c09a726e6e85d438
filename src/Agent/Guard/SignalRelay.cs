using System.Runtime.InteropServices;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Guard;

/// <summary>
/// Hands the signals that this process gets on to the command. What comes before it has begun, or between two tries, is kept as a wish to end. Thread-safe.
/// </summary>
internal sealed class SignalRelay : IDisposable
{
    private static readonly int[] Ending = [SignalNames.Hangup, SignalNames.Interrupt, SignalNames.Quit, SignalNames.Terminate];
    private static readonly int[] Others = [SignalNames.User1, SignalNames.User2];

    // These come from the keyboard, and the terminal has sent them to the command already: twice is "at once" to many programs.
    private static readonly int[] FromKeyboard = [SignalNames.Interrupt, SignalNames.Quit];

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _asked = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private InPlaceChild? _child;

    /// <param name="ignored">What this process was told to ignore stays ignored.</param>
    public SignalRelay(ulong ignored)
    {
        foreach (var signal in Ending.Concat(Others).Where(s => (ignored & (1UL << (s - 1))) == 0))
        {
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
            {
                context.Cancel = true;
                Hear(signal);
            }));
        }
    }

    /// <summary>The last signal that asked for the end; null: none did.</summary>
    public int? Asked { get; private set; }

    /// <summary>Cancelled by a signal that asks for the end.</summary>
    public CancellationToken Token => _asked.Token;

    /// <summary>From now on signals go to this command; one that asked for the end before goes to it at once.</summary>
    public void Begin(InPlaceChild child)
    {
        lock (_gate)
        {
            _child = child;
            if (Asked is { } earlier)
                child.Relay(earlier);
        }
    }

    /// <summary>The command has ended.</summary>
    public void End()
    {
        lock (_gate)
            _child = null;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _asked.Dispose();
    }

    private void Hear(int signal)
    {
        lock (_gate)
        {
            if (_child is { } child && (child.Session is not null || !FromKeyboard.Contains(signal)))
                child.Relay(signal);
            if (!Ending.Contains(signal))
                return;
            Asked = signal;
        }

        _asked.Cancel();
    }
}
