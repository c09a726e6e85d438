using System.Net;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>Whether the head of an answer is one to what was asked.</summary>
internal static class AnswerCheck
{
    /// <returns>The version of the file, where in it the body begins, and the most bytes that the body may have (null: not known).</returns>
    /// <exception cref="FetchFailure">It is no right answer.</exception>
    public static (FileVersion Version, long From, long? Most) Check(HttpResponseMessage response, Ask ask)
    {
        var status = response.StatusCode;
        var length = response.Content.Headers.ContentLength;
        var modified = response.Content.Headers.LastModified;
        var tag = response.Headers.ETag?.ToString();
        switch (status)
        {
            case HttpStatusCode.NotModified when ask.IfModifiedSince is not null && ask.Join is null:
                return (new FileVersion(null, tag, modified), 0, 0);
            case HttpStatusCode.RequestedRangeNotSatisfiable when ask.From > 0 && ask.Join is null:
                return (new FileVersion(null, tag, modified), 0, 0);
            case HttpStatusCode.RequestedRangeNotSatisfiable when ask.From > 0:
                throw new FetchFailure(FailureCause.WrongContent, "it has another version of the file");
            case HttpStatusCode.OK or HttpStatusCode.NonAuthoritativeInformation:
                Encoding(response, ask);
                Size(length, ask);
                return Joined(new FileVersion(length, tag, modified), ask, 0, length ?? ask.SizeBytes);
            case HttpStatusCode.PartialContent when ask.From > 0:
                Encoding(response, ask);
                if (response.Content.Headers.ContentRange is not { Unit: "bytes", From: { } from, To: { } to, Length: { } whole } || from != ask.From || to != whole - 1 || (length ?? whole - from) != whole - from)
                    throw new FetchFailure(FailureCause.BadAnswer, "it answered with another range than was asked for");
                Size(whole, ask);
                return Joined(new FileVersion(whole, tag, modified), ask, from, whole - from);
            default:
                throw OfStatus(response);
        }
    }

    private static (FileVersion, long, long?) Joined(FileVersion version, Ask ask, long from, long? most) =>
        ask.Join is null || ask.Join.MayJoin(version, ask.IsImmutable)
            ? (version, from, most)
            : throw new FetchFailure(FailureCause.WrongContent, "it has another version of the file");

    private static void Size(long? length, Ask ask)
    {
        if (ask.SizeBytes is { } size && length is { } told && told != size)
            throw new FetchFailure(FailureCause.WrongContent, $"its file has {told} bytes, not {size}");
    }

    private static void Encoding(HttpResponseMessage response, Ask ask)
    {
        var encodings = response.Content.Headers.ContentEncoding;

        // Some servers name the compression of a file that is itself compressed. It is the file that was asked for, and is passed on as it is.
        var isItsOwn = encodings.Count == 1 && encodings.First() is "gzip" or "x-gzip" && ask.Path.EndsWith(".gz", StringComparison.Ordinal);
        if (encodings.Any(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase)) && !isItsOwn)
            throw new FetchFailure(FailureCause.BadAnswer, $"it encoded the file ({string.Join(", ", encodings)}), which nobody asked for");
    }

    private static FetchFailure OfStatus(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var words = $"it answered {status}";
        return status switch
        {
            404 or 410 => new FetchFailure(FailureCause.NotFound, words),
            429 or >= 500 and < 600 => new FetchFailure(FailureCause.ServerError, words) { RetryAfter = response.Headers.RetryAfter?.Delta },
            408 => new FetchFailure(FailureCause.ServerError, words),
            >= 400 and < 500 => new FetchFailure(FailureCause.Forbidden, words),
            _ => new FetchFailure(FailureCause.BadAnswer, words + ", which is no answer to what was asked"),
        };
    }
}
