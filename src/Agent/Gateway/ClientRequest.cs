using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KuPkg.Agent.Gateway;

/// <summary>The conditions of a client's request.</summary>
internal static class ClientRequest
{
    /// <summary>The file with what the client said of the copy that it has. A range of another form than <c>bytes=N-</c> is left out, as HTTP allows.</summary>
    public static FileRequest With(FileRequest file, IHttpRequestFeature request)
    {
        var from = FirstByte(request.Headers.Range.ToString());
        return file with
        {
            IsHead = request.Method == HttpMethods.Head,
            From = from,
            IfRange = from > 0 && request.Headers.IfRange.ToString() is { Length: > 0 } range ? range : null,
            IfModifiedSince = from == 0 && request.Headers.IfModifiedSince.ToString() is { Length: > 0 } since ? since : null,
        };
    }

    /// <summary>Whether the request has a body, which no request for a file has.</summary>
    public static bool HasBody(IHttpRequestFeature request) =>
        request.Headers.ContainsKey("Transfer-Encoding") || (request.Headers.ContentLength ?? 0) != 0;

    // Range: bytes=2000000-
    private static long FirstByte(string range) =>
        range.StartsWith("bytes=", StringComparison.Ordinal) && range.EndsWith('-')
        && long.TryParse(range["bytes=".Length..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0;
}
