using System.Collections.Concurrent;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>What all fetches of a gateway share.</summary>
/// <param name="Setup">As the gateway was started.</param>
/// <param name="Book">The mirrors.</param>
/// <param name="Notes">Single files.</param>
/// <param name="Ties">Which mirror serves a release.</param>
/// <param name="Time">The clock.</param>
/// <param name="Tell">Takes events.</param>
internal sealed record Desk(GatewaySetup Setup, MirrorBook Book, FileNotes Notes, ReleaseTies Ties, TimeProvider Time, Action<GatewayEvent> Tell)
{
    private int _changeOvers;

    /// <summary>What is being fetched, with its name.</summary>
    public ConcurrentDictionary<FileFetch, string> InFlight { get; } = new();

    public int ChangeOvers => Volatile.Read(ref _changeOvers);

    public void CountChangeOver() => Interlocked.Increment(ref _changeOvers);

    /// <summary>A mirror failed: counted, and told.</summary>
    public void Failed(FileRequest file, Mirror mirror, FetchFailure failure)
    {
        // A repository without signatures, or without the combined form, has not these files, and that is no failure of its mirror.
        if (failure.Cause is not FailureCause.NotFound || Path.GetFileName(file.Path) is not ("InRelease" or "Release.gpg"))
            Book.Of(mirror).Meter.Failed(failure.Cause);
        if (failure is { Cause: FailureCause.Slow, Rate: { } rate })
            Book.WasSlow(mirror, rate);
        Tell(new GatewayEvent(Time.GetUtcNow(), GatewayEventKind.Failed, file.Group.Name, file.Path, mirror, null, failure.Cause, failure.Message));
    }
}
