using System.Globalization;
using System.Net;
using System.Text;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>
/// The fetch of an InRelease or Release: held whole, judged by its dates, and taken from a mirror that is not behind what this host has seen. When all are behind,
/// the newest is served. The mirror is then tied to the release. Its signature is the package manager's to judge.
/// </summary>
internal static class ReleaseFetch
{
    /// <summary>An answer to the client.</summary>
    /// <param name="Mirror">Whose it is.</param>
    /// <param name="Status">200 or 304.</param>
    /// <param name="Version">Of the file.</param>
    /// <param name="Body">All of it.</param>
    /// <param name="Date">How new it is; null: it does not say.</param>
    public sealed record Copy(Mirror Mirror, HttpStatusCode Status, FileVersion Version, ReadOnlyMemory<byte> Body, DateTimeOffset? Date);

    /// <summary>Whether a mirror that says "not modified" has what the client has, and not something older still; null: nobody can tell.</summary>
    /// <param name="modified">When its file was modified; null: it does not say.</param>
    /// <param name="since">The client's If-Modified-Since.</param>
    public static bool? IsAsNew(DateTimeOffset? modified, string? since) =>
        modified is not null && DateTimeOffset.TryParseExact(since, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? modified >= time : null;

    /// <summary>
    /// When the file of a mirror was modified that said no more than "not modified". Many servers leave the time out of such an answer, and give it with a HEAD; null: this one
    /// does not.
    /// </summary>
    public static async Task<DateTimeOffset?> ModifiedAsync(Desk desk, FileRequest file, Mirror mirror, FileVersion said, CancellationToken stop)
    {
        if (said.LastModified is not null)
            return said.LastModified;
        var upstream = desk.Book.Of(mirror);
        await upstream.Gate.EnterAsync(isUrgent: true, stop);
        var timer = new PatienceTimer(desk.Setup.Limits.Connect, desk.Time, stop);
        try
        {
            using var attempt = await Attempt.OpenAsync(upstream, new Ask(file.Path) { IsHead = true }, desk.Setup.Limits, desk.Time, timer);
            return attempt.Version.LastModified;
        }
        catch (FetchFailure failure)
        {
            // It is told; what the mirror said before stands.
            desk.Failed(file, mirror, failure);
            return null;
        }
    }

    /// <exception cref="GivenUp">No mirror delivers it.</exception>
    public static async Task<Copy> RunAsync(Desk desk, FileRequest file, CancellationToken stop)
    {
        var behind = new List<Copy>();
        var known = Known(desk.Setup, file);
        while (true)
        {
            using var fetch = new FileFetch(desk, file, stop, behind.Select(c => c.Mirror), isOneRound: behind.Count > 0);
            Copy copy;
            try
            {
                await fetch.OpenAsync();
                var mirror = fetch.Mirror!;
                var body = fetch.Status == HttpStatusCode.NotModified ? default : await WholeBody.ReadAsync((buffer, _) => fetch.ReadAsync(buffer), stop);
                var version = fetch.Version;
                var status = fetch.Status;

                // It has answered to the end, and its place may be needed for the question.
                fetch.Dispose();
                if (status == HttpStatusCode.NotModified && file.Group.Mirrors.Distinct().Skip(1).Any())
                    version = version with { LastModified = await ModifiedAsync(desk, file, mirror, version, stop) };
                copy = Judge(desk, file, new Copy(mirror, status, version, body, null), known, out var isBehind);
                if (isBehind)
                {
                    behind.Add(copy);
                    continue;
                }
            }
            catch (FetchInterrupted) when (!stop.IsCancellationRequested)
            {
                // Nothing of it was given to the client, and who failed is noted.
                continue;
            }
            catch (GivenUp) when (behind.Count > 0)
            {
                copy = behind.MaxBy(c => c.Date ?? DateTimeOffset.MinValue)!;
            }

            if (!file.IsHead)
                desk.Ties.Set(file, copy.Mirror, copy.Body.Span, isUnchanged: copy.Status == HttpStatusCode.NotModified);
            return copy;
        }
    }

    private static Copy Judge(Desk desk, FileRequest file, Copy copy, DateTimeOffset? known, out bool isBehind)
    {
        if (copy.Status == HttpStatusCode.NotModified)
        {
            // Of one that does not say even when asked nothing better is known than its word.
            isBehind = IsAsNew(copy.Version.LastModified, file.IfModifiedSince) == false;
            if (isBehind)
                desk.Failed(file, copy.Mirror, new FetchFailure(FailureCause.Stale, $"its release is of {copy.Version.LastModified:u}, older than the one that this host has"));
            return copy with { Date = copy.Version.LastModified };
        }

        var stamp = ReleaseStamp.Parse(Encoding.Latin1.GetString(copy.Body.Span));
        if (stamp.Date is { } date)
            desk.Book.Of(copy.Mirror).Meter.SawRelease(date);
        isBehind = stamp.IsStale(known, desk.Time.GetUtcNow());
        if (isBehind)
        {
            desk.Failed(file, copy.Mirror, new FetchFailure(FailureCause.Stale, stamp.Date < known
                ? $"its release is of {stamp.Date:u}, and this host has seen the one of {known:u}"
                : $"its release is valid until {stamp.ValidUntil:u} only"));
        }

        return copy with { Date = stamp.Date };
    }

    private static DateTimeOffset? Known(GatewaySetup setup, FileRequest file)
    {
        var suite = file.Group.ServedAs[0] + file.Nature.Suite;
        return setup.KnownReleases.TryGetValue(suite, out var date) ? date : null;
    }
}
