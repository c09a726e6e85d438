using System.Collections.Immutable;
using System.Net;
using KuPkg.Policy.Breakers;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>
/// The fetch of one file from whichever mirrors deliver it: <see cref="FetchPolicy"/> says whom to ask, this asks, and goes on in the middle of the file where another
/// mirror has the same version. For one reader.
/// </summary>
internal sealed partial class FileFetch : IDisposable
{
    private readonly Desk _desk;
    private readonly FileRequest _file;
    private readonly CancellationToken _stop;
    private readonly Dictionary<Mirror, string> _words = [];
    private readonly FileNotes.Note _note;
    private readonly ReleaseTies.Tie? _tie;
    private FetchState _state;
    private bool _isProbe;
    private bool _isRangeLeft;
    private FileVersion? _version;
    private long _position;
    private long _fromAttempt;
    private ContentHash? _hash;
    private HeldBytes? _held;
    private ImmutableHashSet<Mirror> _by = [];
    private Attempt? _attempt;
    private (Mirror Mirror, FetchFailure Failure)? _left;

    /// <param name="desk">What is shared.</param>
    /// <param name="file">Which file.</param>
    /// <param name="stop">The client went away.</param>
    /// <param name="without">Mirrors that are not to be asked.</param>
    /// <param name="isOneRound">Whether asking each mirror once must do.</param>
    public FileFetch(Desk desk, FileRequest file, CancellationToken stop, IEnumerable<Mirror>? without = null, bool isOneRound = false)
    {
        _desk = desk;
        _file = file;
        _stop = stop;
        _note = desk.Notes.Of(file);
        _tie = desk.Ties.Of(file);
        _position = file.From;

        // What the client has of a file that was found to be wrong is as doubtful as the rest of it.
        _isRangeLeft = _note.IsUnspliced;
        var now = desk.Time.GetUtcNow();
        _state = FetchState.Begin(now, isOneRound || desk.Book.PhaseOf(file.Group) == BreakerPhase.HalfOpen);
        foreach (var mirror in _note.Wrong)
            _state = _state.Failed(mirror, FailureCause.WrongContent, now);
        foreach (var mirror in _note.BrokenBy)
            _state = _state.Failed(mirror, FailureCause.Broken, now);
        foreach (var mirror in without ?? [])
            _state = _state.Failed(mirror, FailureCause.Stale, now);
        foreach (var mirror in file.Group.Mirrors)
        {
            if (desk.Book.SlowRate(mirror) is { } rate)
                _state = _state.Failed(mirror, FailureCause.Slow, now, null, rate);
        }

        desk.InFlight[this] = file.Path[(file.Path.LastIndexOf('/') + 1)..];
    }

    /// <summary>Who delivers now; null: nobody.</summary>
    public Mirror? Mirror => _attempt?.Upstream.Mirror;

    /// <summary>200, 206 or 304.</summary>
    public HttpStatusCode Status { get; private set; }

    /// <summary>Of the file.</summary>
    public FileVersion Version => _version ?? throw new InvalidOperationException("The fetch of a file was asked for its version before it was opened. Open it first.");

    /// <summary>The first byte that <see cref="ReadAsync"/> gives.</summary>
    public long From { get; private set; }

    /// <summary>Finds the first mirror that delivers.</summary>
    /// <exception cref="GivenUp">None does.</exception>
    public async Task OpenAsync()
    {
        var phase = _desk.Book.PhaseOf(_file.Group);

        // One file at a time finds out whether the group is back, and one that somebody waits for.
        if (phase == BreakerPhase.HalfOpen && _file.IsUrgent)
            _isProbe = _desk.Book.TryBeginProbe(_file.Group);
        if (phase == BreakerPhase.Open || (phase == BreakerPhase.HalfOpen && !_isProbe))
            throw new GivenUp(504, $"No mirror of {_file.Group.Name} delivered a short time ago, so none was asked for {_file.Path}. Try again in a minute.");
        _attempt = await NextAsync();
        _version = _attempt.Version.LengthBytes is null && _attempt.Status != HttpStatusCode.NotModified ? _attempt.Version with { LengthBytes = _file.SizeBytes } : _attempt.Version;
        Status = _attempt.Status == HttpStatusCode.NonAuthoritativeInformation ? HttpStatusCode.OK : _attempt.Status;
        From = _position = _attempt.From;
        if (From == 0)
            _hash = ContentHash.For(_file.Hash ?? _file.Nature.Hash);

        // Without a length nobody knows the last bytes before the end has come.
        if (_hash is not null && _version.LengthBytes is null)
            _held = new HeldBytes(ReadAnyAsync);
        if (Status == HttpStatusCode.NotModified || _file.IsHead)
            Delivered();
    }

    /// <summary>Whether its content is checked while it passes, so that the last bytes come only when it is right.</summary>
    public bool IsVerified => _hash is not null;

    /// <summary>The next bytes; 0: the end.</summary>
    /// <exception cref="FetchInterrupted">It must begin again from its first byte.</exception>
    /// <exception cref="GivenUp">No mirror delivers the rest.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer) => _held is null ? ReadAnyAsync(buffer) : _held.ReadAsync(buffer);

    private async ValueTask<int> ReadAnyAsync(Memory<byte> buffer)
    {
        while (true)
        {
            _attempt ??= await NextAsync();
            try
            {
                var read = await _attempt.ReadAsync(buffer, _stop);
                if (read == 0 && _version!.LengthBytes is { } length && _position < length)
                    throw new FetchFailure(FailureCause.Broken, $"the file ended after {_position} of {length} bytes");
                _fromAttempt += read;
                _position += read;
                _hash?.Add(buffer.Span[..read]);
                if (read == 0 || _position == _version!.LengthBytes)
                    Check();
                return read;
            }
            catch (FetchFailure failure)
            {
                Leave(failure);
            }
        }
    }

    public void Dispose()
    {
        _desk.InFlight.TryRemove(this, out _);
        if (_isProbe)
            _desk.Book.EndProbe(_file.Group);
        _isProbe = false;
        _attempt?.Dispose();
        _hash?.Dispose();
    }

    private bool MayBeSpliced => !_note.IsUnspliced && _version!.MayJoin(_version, _file.Nature.IsImmutable);

    // At the end of the file, and once: the last bytes are given to the reader after this.
    private void Check()
    {
        if (_by.IsEmpty)
            return;
        var by = _by.Add(_attempt!.Upstream.Mirror);
        _by = [];
        if (_hash is { } hash && !hash.IsRight())
        {
            _desk.Notes.HashIsWrong(_file, by);
            var failure = new FetchFailure(FailureCause.WrongContent, by.Count == 1 ? "the content has another hash than it must have" : "the content, put together from several mirrors, has another hash than it must have");
            foreach (var mirror in by.Where(_ => by.Count == 1))
                _desk.Failed(_file, mirror, failure);
            throw new FetchInterrupted(failure.Message);
        }

        _desk.Notes.Served(_file, by);
        Delivered();
    }

    private void Delivered() => _desk.Book.Delivered(_file.Group);

    private void Leave(FetchFailure failure)
    {
        var mirror = _attempt!.Upstream.Mirror;
        _attempt.Dispose();
        _attempt = null;
        if (_fromAttempt >= FetchPolicy.WorthwhileBytes)
            _state = _state.Progressed(mirror, _desk.Time.GetUtcNow());
        Note(mirror, failure);
        if (MayBeSpliced)
            return;
        _desk.Notes.MustNotBeSpliced(_file, [mirror]);
        throw new FetchInterrupted(failure.Message);
    }

    private void Note(Mirror mirror, FetchFailure failure)
    {
        _words[mirror] = failure.Message;
        _state = _state.Failed(mirror, failure.Cause, _desk.Time.GetUtcNow(), failure.RetryAfter, failure.Rate);
        _left = (mirror, failure);
        _desk.Failed(_file, mirror, failure);
    }

    private GivenUp GiveUp(FetchStep.GiveUp step)
    {
        var reasons = string.Join("; ", _file.Group.Mirrors.Distinct().Select(m => $"{m.Host}: {_words.GetValueOrDefault(m) ?? WordsOf(_state.Of(m).Last)}"));
        var words = $"No mirror of {_file.Group.Name} delivered {_file.Path}: {reasons}. \"kupkg mirrors\" shows how they fare.";
        if (step.Status == 504 && _tie is null)
            _desk.Book.GaveUp(_file.Group);
        if (step.Status != 404)
            _desk.Tell(new GatewayEvent(_desk.Time.GetUtcNow(), GatewayEventKind.GivenUp, _file.Group.Name, _file.Path, null, null, step.Cause, words));
        return new GivenUp(step.Status, words);
    }

    private static string WordsOf(FailureCause? cause) => cause switch
    {
        null => "not asked",
        FailureCause.WrongContent => "its file was found to be wrong",
        FailureCause.Stale => "its release is older than what this host has seen",
        _ => $"{cause}",
    };
}
