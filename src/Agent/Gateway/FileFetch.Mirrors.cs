using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

internal sealed partial class FileFetch
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);

    /// <summary>Only the mirror of the release, or one with the very same release, has the right file of this name.</summary>
    private bool IsTied => _tie is not null && _file.Nature.Hash is null;

    private async Task<Attempt> NextAsync()
    {
        while (true)
        {
            _stop.ThrowIfCancellationRequested();
            var now = _desk.Time.GetUtcNow();
            var memories = _desk.Book.Memories(_file.Group);
            var ranked = MirrorRanking.Rank(_file.Group, memories, now);
            if (_tie is { } tie)
                ranked = [tie.Mirror, .. ranked.Where(m => m != tie.Mirror)];
            var step = FetchPolicy.Next(_state, ranked, now);
            switch (step)
            {
                case FetchStep.GiveUp end:
                    throw GiveUp(end);
                case FetchStep.Wait or FetchStep.Ask when IsStuck(step):
                    _desk.Notes.MustNotBeSpliced(_file, _words.Keys.Where(m => _state.Of(m).Last != FailureCause.WrongContent));
                    throw new FetchInterrupted("the mirrors that are left have another version of the file");
                case FetchStep.Wait(var until):
                    await Task.Delay(until - now > ShortestWait ? until - now : ShortestWait, _desk.Time, _stop);
                    break;
                case FetchStep.Ask(var mirror, var isFloorOn):
                    if (!await IsSameReleaseAsync(mirror))
                        break;
                    if (await TryAsync(Spread(mirror, ranked, memories, now), isFloorOn, ranked, now) is { } attempt)
                        return Entered(attempt);
                    break;
            }
        }
    }

    /// <summary>In the middle of a file, when a mirror has another version of it and no other can be asked that has not failed: better to begin again than to wait.</summary>
    private bool IsStuck(FetchStep step) =>
        _version is not null && _state.Tries.Values.Any(t => t.Last == FailureCause.WrongContent) && (step is not FetchStep.Ask ask || _state.Of(ask.Mirror).Failures > 0);

    private Attempt Entered(Attempt attempt)
    {
        var mirror = attempt.Upstream.Mirror;
        _fromAttempt = 0;
        _by = _by.Add(mirror);
        if (_left is ({ } left, { } failure) && left != mirror)
        {
            _desk.Book.Of(left).Meter.ChangedOver();
            _desk.CountChangeOver();
            _desk.Tell(new GatewayEvent(_desk.Time.GetUtcNow(), GatewayEventKind.ChangedOver, _file.Group.Name, _file.Path, left, mirror, failure.Cause, failure.Message));
        }

        _left = null;
        return attempt;
    }

    /// <summary>A file that nothing has happened to may as well come from another good mirror that has a place free.</summary>
    private Mirror Spread(Mirror best, IReadOnlyList<Mirror> ranked, IReadOnlyDictionary<Mirror, MirrorMemory> memories, DateTimeOffset now) =>
        _tie is not null || _file.Nature.Suite is not null || !_state.Tries.IsEmpty || _version is not null || _desk.Book.Of(best).Gate.IsFree
            ? best
            : SpreadPolicy.Sharing(ranked, memories, now).FirstOrDefault(m => _desk.Book.Of(m).Gate.IsFree) ?? best;

    private Ask AskFor(bool isFloorOn) => new(_file.Path)
    {
        IsHead = _file.IsHead,
        From = _version is not null ? _position : _isRangeLeft ? 0 : _file.From,
        Join = _version,
        IsImmutable = _file.Nature.IsImmutable,
        IfRange = _file.IfRange,
        IfModifiedSince = _version is null ? _file.IfModifiedSince : null,
        SizeBytes = _file.SizeBytes,
        IsFloorOn = isFloorOn,
    };

    /// <summary>Asks a mirror, and a second one when the first is late.</summary>
    /// <returns>The answer that came first; null: none did, and why is noted.</returns>
    private async Task<Attempt?> TryAsync(Mirror mirror, bool isFloorOn, IReadOnlyList<Mirror> ranked, DateTimeOffset now)
    {
        var first = _desk.Book.Of(mirror);
        await first.Gate.EnterAsync(_file.IsUrgent, _stop);
        var began = _desk.Time.GetTimestamp();
        var runners = new List<(Upstream Upstream, PatienceTimer Timer, Task<Attempt> Task)> { Start(first, isFloorOn) };
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        try
        {
            if (ranked.Count > 1 && !IsTied && !_file.IsHead)
            {
                await Task.WhenAny(runners[0].Task, Task.Delay(HedgePolicy.After(_desk.Setup.Limits.Connect), _desk.Time, done.Token));
                if (!runners[0].Task.IsCompleted && Second(mirror, ranked, now) is { } second)
                    runners.Add(Start(second, isFloorOn));
            }

            while (runners.Count > 0)
            {
                var ended = await Task.WhenAny(runners.Select(r => r.Task));
                var runner = runners.Find(r => r.Task == ended);
                runners.Remove(runner);
                try
                {
                    var attempt = await ended;
                    if (runner.Upstream != first && runners.Count > 0)
                    {
                        runner.Upstream.Meter.WonHedge();
                        var waited = _desk.Time.GetElapsedTime(began).TotalSeconds;
                        Note(mirror, new FetchFailure(FailureCause.Silent, string.Create(CultureInfo.InvariantCulture, $"it had not answered in {waited:0.0} s; {runner.Upstream.Mirror.Host} answered first")));
                    }

                    if (attempt.Status != HttpStatusCode.RequestedRangeNotSatisfiable)
                        return attempt;

                    // The client has as much as there is, or another version: it gets the whole file.
                    attempt.Dispose();
                    _isRangeLeft = true;
                    return null;
                }
                catch (FetchFailure failure)
                {
                    Note(runner.Upstream.Mirror, failure);
                }
            }

            return null;
        }
        finally
        {
            await done.CancelAsync();
            foreach (var (_, timer, late) in runners)
            {
                timer.Abandon();
                _ = late.ContinueWith(static t => { if (t.IsCompletedSuccessfully) t.Result.Dispose(); else _ = t.Exception; }, TaskScheduler.Default);
            }
        }
    }

    private (Upstream, PatienceTimer, Task<Attempt>) Start(Upstream upstream, bool isFloorOn)
    {
        var timer = new PatienceTimer(_desk.Setup.Limits.Connect, _desk.Time, _stop);
        return (upstream, timer, Attempt.OpenAsync(upstream, AskFor(isFloorOn), _desk.Setup.Limits, _desk.Time, timer));
    }

    private Upstream? Second(Mirror first, IReadOnlyList<Mirror> ranked, DateTimeOffset now)
    {
        var next = ranked.FirstOrDefault(m => m != first && _state.Of(m) is { IsOut: false, SlowRate: null } tried && tried.NotBefore <= now && _desk.Book.Of(m).Gate.IsFree);
        return next is not null && _desk.Book.TryHedge() && _desk.Book.Of(next).Gate.TryEnter() ? _desk.Book.Of(next) : null;
    }

    private Task<DateTimeOffset?> ModifiedAsync(Attempt unchanged)
    {
        // Its place may be needed for the question.
        unchanged.Dispose();
        return ReleaseFetch.ModifiedAsync(_desk, _tie!.File, unchanged.Upstream.Mirror, unchanged.Version, _stop);
    }

    private async Task<bool> IsSameReleaseAsync(Mirror mirror)
    {
        if (!IsTied || mirror == _tie!.Mirror)
            return true;
        if (!_tie.Compared.TryGetValue(mirror, out var isSame))
        {
            var upstream = _desk.Book.Of(mirror);
            await upstream.Gate.EnterAsync(_file.IsUrgent, _stop);
            try
            {
                var timer = new PatienceTimer(_desk.Setup.Limits.Connect, _desk.Time, _stop);
                using var attempt = await Attempt.OpenAsync(upstream, new Ask(_tie.File.Path) { IfModifiedSince = _tie.Since }, _desk.Setup.Limits, _desk.Time, timer);
                isSame = _tie.Hash is { } hash
                    ? attempt.Status == HttpStatusCode.OK && SHA256.HashData((await WholeBody.ReadAsync(attempt.ReadAsync, _stop)).Span).AsSpan().SequenceEqual(hash)
                    : attempt.Status == HttpStatusCode.NotModified && ReleaseFetch.IsAsNew(await ModifiedAsync(attempt), _tie.Since) == true;
                _tie.Compared[mirror] = isSame;
            }
            catch (FetchFailure failure)
            {
                Note(mirror, failure);
                return false;
            }
        }

        if (!isSame)
            Note(mirror, new FetchFailure(FailureCause.Stale, $"it has another release than {_tie.Mirror.Host}, from which this refresh is taken"));
        return isSame;
    }
}
