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

/// <summary>
/// Asks a server whether a file has changed: one request, no redirects. Some mirrors do not know If-Modified-Since and send the file; then it is compared with what is held, as far as that is long.
/// </summary>
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
    /// <param name="held">The file as this host has it; null: the body of an answer is not read.</param>
    public async Task<ReleaseAnswer> AskAsync(Uri url, DateTimeOffset? since, UpstreamAccess access, CancellationToken stop, FileInfo? held = null)
    {
        if (access is not { CaFile: null, ClientCertificateFile: null, VerifyPeer: true, VerifyHost: true })
            return new ReleaseAnswer(null, "its TLS settings are not the usual ones, so it is left to the whole way", null, TimeSpan.Zero);
        if (url.Scheme == "https" && !OpenSsl.IsThere)
            return new ReleaseAnswer(null, OpenSsl.Missing, null, TimeSpan.Zero);
        var began = time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = time.CreateTimer(_ => limit.Cancel(), null, limits.Connect * AnswerFactor, Timeout.InfiniteTimeSpan);
        try
        {
            using var client = new HttpMessageInvoker(Handler(access));
            using var request = Request(url, since, access);
            using var answer = await client.SendAsync(request, limit.Token);
            var words = $"{(int)answer.StatusCode} {answer.ReasonPhrase}".Trim();
            var took = time.GetElapsedTime(began);
            bool? isUnchanged = answer.StatusCode switch
            {
                HttpStatusCode.NotModified => since is null ? null : true,
                HttpStatusCode.OK => held is not null && await IsSameAsync(answer.Content, held, limit.Token),
                _ => null,
            };
            return new ReleaseAnswer(isUnchanged, words, answer.Content.Headers.LastModified, took);
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

    // What is read is bounded by what is held: one byte more is another file.
    private static async Task<bool> IsSameAsync(HttpContent content, FileInfo held, CancellationToken stop)
    {
        if (content.Headers.ContentLength is { } length && length != held.Length)
            return false;
        var expected = await File.ReadAllBytesAsync(held.FullName, stop);
        var found = new byte[expected.Length + 1];
        await using var body = await content.ReadAsStreamAsync(stop);
        var read = await body.ReadAtLeastAsync(found, found.Length, throwOnEndOfStream: false, stop);
        return found.AsSpan(0, read).SequenceEqual(expected);
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
