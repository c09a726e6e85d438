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

    /// <summary>Whether a mirror that says "not modified" has what the client has, and not something older still.</summary>
    public static bool IsAsNew(FileVersion answer, string? since) =>
        answer.LastModified is not { } modified
        || !DateTimeOffset.TryParseExact(since, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        || modified >= time;

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
                copy = Judge(desk, file, fetch, mirror, body, known, out var isBehind);
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

    private static Copy Judge(Desk desk, FileRequest file, FileFetch fetch, Mirror mirror, ReadOnlyMemory<byte> body, DateTimeOffset? known, out bool isBehind)
    {
        if (fetch.Status == HttpStatusCode.NotModified)
        {
            isBehind = !IsAsNew(fetch.Version, file.IfModifiedSince);
            if (isBehind)
                desk.Failed(file, mirror, new FetchFailure(FailureCause.Stale, $"its release is of {fetch.Version.LastModified:u}, older than the one that this host has"));
            return new Copy(mirror, fetch.Status, fetch.Version, body, fetch.Version.LastModified);
        }

        var stamp = ReleaseStamp.Parse(Encoding.Latin1.GetString(body.Span));
        if (stamp.Date is { } date)
            desk.Book.Of(mirror).Meter.SawRelease(date);
        isBehind = stamp.IsStale(known, desk.Time.GetUtcNow());
        if (isBehind)
        {
            desk.Failed(file, mirror, new FetchFailure(FailureCause.Stale, stamp.Date < known
                ? $"its release is of {stamp.Date:u}, and this host has seen the one of {known:u}"
                : $"its release is valid until {stamp.ValidUntil:u} only"));
        }

        return new Copy(mirror, fetch.Status, fetch.Version, body, stamp.Date);
    }

    private static DateTimeOffset? Known(GatewaySetup setup, FileRequest file)
    {
        var suite = file.Group.ServedAs[0] + file.Nature.Suite;
        return setup.KnownReleases.TryGetValue(suite, out var date) ? date : null;
    }
}
