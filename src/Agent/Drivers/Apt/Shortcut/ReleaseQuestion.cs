using System.Net;
using System.Net.Http.Headers;
using System.Text;
using KuPkg.Agent.Gateway;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Drivers.Apt.Shortcut;

/// <summary>What came back when a server was asked whether a file has changed.</summary>
/// <param name="IsUnchanged">True: it has not. False: it has. Null: one cannot be sure.</param>
/// <param name="Words">What came back, in words without passwords.</param>
/// <param name="LastModified">The server's time of the file; null: it did not say.</param>
/// <param name="Took">To the header of the answer.</param>
internal sealed record ReleaseAnswer(bool? IsUnchanged, string Words, DateTimeOffset? LastModified, TimeSpan Took);

/// <summary>Asks a server whether a file has changed: one request, no redirects, no body read.</summary>
internal sealed class ReleaseQuestion(DownloadLimits limits, TimeProvider time)
{
    // What a header may take beside its connection: an answer to such a question needs no longer, and the whole way is always there.
    private const int AnswerFactor = 2;
    private const int MostHeaderKilobytes = 16;

    /// <summary>Asks.</summary>
    /// <param name="url">The file.</param>
    /// <param name="since">When it was last changed, as this host knows it; null: not known, any answer is one of change.</param>
    /// <param name="access">How the server is reached.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<ReleaseAnswer> AskAsync(Uri url, DateTimeOffset? since, UpstreamAccess access, CancellationToken stop)
    {
        if (access is not { CaFile: null, ClientCertificateFile: null, VerifyPeer: true, VerifyHost: true })
            return new ReleaseAnswer(null, "its TLS settings are not the usual ones, so it is left to the whole way", null, TimeSpan.Zero);
        var began = time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = time.CreateTimer(_ => limit.Cancel(), null, limits.Connect * AnswerFactor, Timeout.InfiniteTimeSpan);
        try
        {
            using var client = new HttpMessageInvoker(Handler(access));
            using var request = Request(url, since, access);
            using var answer = await client.SendAsync(request, limit.Token);
            var words = $"{(int)answer.StatusCode} {answer.ReasonPhrase}".Trim();
            return new ReleaseAnswer(
                answer.StatusCode switch { HttpStatusCode.NotModified => since is null ? null : true, HttpStatusCode.OK => false, _ => null },
                words, answer.Content.Headers.LastModified, time.GetElapsedTime(began));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new ReleaseAnswer(null, $"no answer within {(limits.Connect * AnswerFactor).TotalSeconds:0.#} s", null, time.GetElapsedTime(began));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new ReleaseAnswer(null, Redaction.Of(e.InnerException?.Message ?? e.Message), null, time.GetElapsedTime(began));
        }
    }

    private SocketsHttpHandler Handler(UpstreamAccess access)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = access.Proxy is not null,
            ConnectTimeout = limits.Connect,
            MaxResponseHeadersLength = MostHeaderKilobytes,
        };
        if (access.Proxy is { } proxy)
        {
            var parts = proxy.UserInfo.Split(':', 2);
            handler.Proxy = new WebProxy(new UriBuilder(proxy) { UserName = "", Password = "" }.Uri)
            {
                Credentials = parts[0].Length > 0 ? new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "")) : null,
            };
        }

        return handler;
    }

    private static HttpRequestMessage Request(Uri url, DateTimeOffset? since, UpstreamAccess access)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(url) { UserName = "", Password = "" }.Uri);
        request.Headers.IfModifiedSince = since;
        request.Headers.CacheControl = new CacheControlHeaderValue { MaxAge = TimeSpan.Zero };
        request.Headers.TryAddWithoutValidation("User-Agent", access.UserAgent);
        if (access.User is { } user)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{access.Password}")));
        return request;
    }
}
