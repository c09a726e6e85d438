using KuPkg.Policy.Kill;

namespace KuPkg.Agent.Kill;

/// <summary>Each signal of one kill, in order, timed from the first.</summary>
internal sealed class SignalLog(TimeProvider time)
{
    private readonly List<SentSignal> _sent = [];
    private long? _began;

    public IReadOnlyList<SentSignal> Sent => _sent;

    /// <summary>Time since the kill began; zero before.</summary>
    public TimeSpan Elapsed => _began is { } began ? time.GetElapsedTime(began) : TimeSpan.Zero;

    /// <summary>The kill begins with its first freeze or signal; later calls change nothing.</summary>
    public void Begin() => _began ??= time.GetTimestamp();

    /// <summary>Sends a signal and remembers what came back.</summary>
    /// <returns>Whether it was sent.</returns>
    public bool Send(Victim victim, int signal)
    {
        Begin();
        var result = victim.Signal(signal);
        _sent.Add(new SentSignal(victim.Id, victim.Name, signal, Elapsed, result));
        return result == "sent";
    }
}
