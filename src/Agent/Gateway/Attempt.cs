using System.Globalization;
using System.Net;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Gateway;

/// <summary>
/// One answer of one mirror, from its first byte on. It holds a place of the mirror's gate, which is given back when it is disposed of.
/// A read ends with bytes, with 0 at the right end, or with a <see cref="FetchFailure"/>. For one reader.
/// </summary>
internal sealed class Attempt : IDisposable
{
    /// <summary>The most that is taken of an answer that does not tell its length, when none is expected: 1 GiB.</summary>
    private const long Ceiling = 1L << 30;

    private readonly HttpResponseMessage _response;
    private readonly PatienceTimer _timer;
    private readonly TimeProvider _time;
    private readonly FloorWindow _window;
    private readonly DownloadLimits _limits;
    private readonly long _most;
    private byte[] _first = [];
    private int _firstUsed;
    private Stream? _body;
    private long _skip;
    private long _taken;
    private long _unratedTime;
    private long _unratedBytes;
    private bool _isAnswered;
    private int _isDisposed;

    private Attempt(Upstream upstream, HttpResponseMessage response, PatienceTimer timer, TimeProvider time, DownloadLimits limits, bool isFloorOn, FileVersion version, long from, long most)
    {
        Upstream = upstream;
        _response = response;
        _timer = timer;
        _time = time;
        _limits = limits;
        _window = new FloorWindow(isFloorOn ? limits.FloorBytesPerSecond : 0, limits.FloorOver);
        Version = version;
        From = from;
        _most = most;
    }

    public Upstream Upstream { get; }

    public HttpStatusCode Status => _response.StatusCode;

    public FileVersion Version { get; }

    /// <summary>Where in the file the first byte of <see cref="ReadAsync"/> is.</summary>
    public long From { get; private set; }

    /// <summary>Asks a mirror, and waits for the first byte of its answer.</summary>
    /// <param name="upstream">Whom; a place of its gate was taken, and is given back on failure.</param>
    /// <param name="ask">For what.</param>
    /// <param name="limits">The patience.</param>
    /// <param name="time">The clock.</param>
    /// <param name="timer">Armed with the limit of the first byte. It belongs to the attempt from now on.</param>
    /// <exception cref="FetchFailure">It did not deliver.</exception>
    /// <exception cref="OperationCanceledException">The client went away, or another mirror was faster.</exception>
    public static async Task<Attempt> OpenAsync(Upstream upstream, Ask ask, DownloadLimits limits, TimeProvider time, PatienceTimer timer)
    {
        HttpResponseMessage? response = null;
        try
        {
            var started = time.GetTimestamp();
            response = await FollowAsync(upstream, ask, timer);
            var (version, from, most) = AnswerCheck.Check(response, ask);
            var attempt = new Attempt(upstream, response, timer, time, limits, ask.IsFloorOn, version, from, most ?? Ceiling) { _unratedTime = time.GetTimestamp() - started };
            if (ask.Join is not null && from < ask.From)
                attempt._skip = ask.From - from;
            if (ask.IsHead || response.StatusCode is HttpStatusCode.NotModified or HttpStatusCode.RequestedRangeNotSatisfiable)
                attempt.Answer();
            else
                await attempt.FirstAsync();
            timer.Rest();
            upstream.Meter.FirstByte(time.GetElapsedTime(started));
            return attempt;
        }
        catch (Exception e)
        {
            response?.Dispose();
            var (isSilent, isEnded) = (timer.IsOver, timer.Token.IsCancellationRequested);
            timer.Dispose();
            upstream.Gate.Leave();
            if (isSilent)
                throw new FetchFailure(FailureCause.Silent, $"it did not answer within {limits.Connect.TotalSeconds:0.#} s", e);
            if (isEnded)
                throw new OperationCanceledException("The request to a mirror was ended.", e);
            throw FailureWords.Of(e);
        }
    }

    /// <summary>The next bytes; 0: the end, and all is there.</summary>
    /// <exception cref="FetchFailure">Slow, silent, broken or wrong.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop)
    {
        while (true)
        {
            var read = await ReadAnyAsync(buffer, stop);
            if (read == 0 || _skip == 0)
                return read;

            // The mirror knows no ranges: what the client has is passed over.
            var passed = (int)Math.Min(_skip, read);
            _skip -= passed;
            if (passed == read)
                continue;
            buffer[passed..read].CopyTo(buffer);
            return read - passed;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _response.Dispose();
        _timer.Dispose();
        Upstream.Gate.Leave();
    }

    private static async Task<HttpResponseMessage> FollowAsync(Upstream upstream, Ask ask, PatienceTimer timer)
    {
        var asked = new List<Uri> { new(upstream.Base, ask.Path) };
        if (!upstream.Base.IsBaseOf(asked[0]))
            throw new FetchFailure(FailureCause.Forbidden, "the path leads out of the mirror's base address");
        while (true)
        {
            using var request = ask.ToRequest(asked[^1]);
            request.Options.Set(Upstream.Timer, timer);
            upstream.Meter.Asked();
            var response = await upstream.SendAsync(request, timer.Token);
            if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Redirect or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                return response;
            var next = RedirectPolicy.Follow(asked, response.Headers.Location);
            response.Dispose();
            asked.Add(next ?? throw new FetchFailure(FailureCause.BadAnswer, "it redirects in a loop, or to where it must not lead"));
        }
    }

    private async Task FirstAsync()
    {
        _body = await _response.Content.ReadAsStreamAsync(_timer.Token);
        var first = new byte[4096];
        var started = _time.GetTimestamp();
        var read = await _body.ReadAsync(first, _timer.Token);
        Took(started, read, TimeSpan.Zero);
        if (read == 0)
            Answer();
        else
            _first = first[..read];
    }

    private async ValueTask<int> ReadAnyAsync(Memory<byte> buffer, CancellationToken stop)
    {
        if (_firstUsed < _first.Length)
        {
            var part = _first.AsMemory(_firstUsed, Math.Min(buffer.Length, _first.Length - _firstUsed));
            part.CopyTo(buffer);
            _firstUsed += part.Length;
            return part.Length;
        }

        if (_isAnswered)
            return 0;
        if (buffer.Length > Upstream.Limit.MostAtOnce)
            buffer = buffer[..Upstream.Limit.MostAtOnce];
        var started = _time.GetTimestamp();
        var mayWait = TimeSpan.Zero;
        int read;
        try
        {
            var task = _body!.ReadAsync(buffer, _timer.Token);
            if (!task.IsCompleted)
                _timer.Arm(mayWait = _window.MayWait);
            read = await task;
            _timer.Rest();
        }
        catch (Exception e) when (e is not FetchFailure)
        {
            stop.ThrowIfCancellationRequested();
            if (!_timer.IsOver)
                throw FailureWords.Of(e);
            // Timers may be a moment early: what they were set to has passed.
            _window.Add(mayWait > TimeSpan.Zero ? mayWait : _window.MayWait, 0);
            throw _window.Verdict == FailureCause.Slow ? Slowness() : Silence(e);
        }

        Took(started, read, mayWait);
        if (read == 0)
            Answer();
        else if (_window.Verdict == FailureCause.Slow)
            throw Slowness();
        await Upstream.Limit.TakeAsync(read, stop);
        return read;
    }

    private void Took(long started, int read, TimeSpan mayWait)
    {
        var ticks = _time.GetTimestamp() - started;
        var waited = _time.GetElapsedTime(0, ticks);

        // Longer than the timer allows is this process's own delay.
        _window.Add(mayWait > TimeSpan.Zero && waited > mayWait + PatienceTimer.Grace ? mayWait : waited, read);
        _taken += read;
        Upstream.Meter.Received(read);
        _unratedTime += ticks;
        _unratedBytes += read;
        if (_taken >= MirrorTally.LeastBytesForARate)
        {
            Upstream.Meter.Rated(_unratedTime, _unratedBytes);
            _unratedTime = _unratedBytes = 0;
        }

        if (_taken > _most)
            throw new FetchFailure(FailureCause.BadAnswer, $"more than the {_most} bytes that the file can have");
    }

    private void Answer()
    {
        _isAnswered = true;
        if (_response.Content.Headers.ContentLength is { } length && _body is not null && _taken != length)
            throw new FetchFailure(FailureCause.Broken, $"the connection ended after {_taken} of {length} bytes");
        Upstream.Meter.Answered();
    }

    private FetchFailure Silence(Exception e) =>
        new(FailureCause.Silent, string.Create(CultureInfo.InvariantCulture, $"it sent nothing for {_window.SilentFor.TotalSeconds:0.#} s after {From + _taken} bytes"), e);

    private FetchFailure Slowness() =>
        new(FailureCause.Slow, string.Create(CultureInfo.InvariantCulture, $"it sent {_window.BytesPerSecond:0} bytes a second over {_limits.FloorOver.TotalSeconds:0.#} s, and the floor is {_limits.FloorBytesPerSecond}")) { Rate = _window.BytesPerSecond };
}
