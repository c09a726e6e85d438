using System.Security.Authentication;
using System.Text;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>A GET request. Redirects are not followed, proxies are not used, nothing is unpacked, and of headers and body no more than their beginnings are read.</summary>
internal sealed class HttpProbe : ICheckProbe<HttpCheck>
{
    private const int MostBytes = 64 << 10, MostHeaderKiB = 64;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    public async Task<(bool IsPassed, string Words)> TryAsync(HttpCheck check, CancellationToken stop)
    {
        var url = new Uri(check.Url);
        var certificate = new CertificateLook(url.IdnHost);
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxResponseHeadersLength = MostHeaderKiB,
            MaxResponseDrainSize = 0,
            // The framework goes on connecting after a request was given up. Later than the check's own limit, which so is the one that is told.
            ConnectTimeout = check.Timeout + Margin,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = certificate.Judge;
        using var client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        try
        {
            using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, stop);
            var status = (int)response.StatusCode;
            if (status != check.Status)
                return (false, $"it answered {status}{(response.Headers.Location is { } to ? $", to {Pattern.Cut(to.ToString())}" : "")}, not {check.Status}");
            return check.Body is { } body ? await MatchAsync(response, body, check.Timeout, stop) : (true, $"it answered {status}");
        }
        catch (HttpRequestException) when (certificate.Mistake.Length > 0)
        {
            return (false, certificate.Mistake);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException tls)
        {
            return (false, $"no TLS connection came about; it may speak plain http there: {tls.Message}");
        }
    }

    // As it comes: a body without an end, or one that trickles, matches when what matches has come.
    private static async Task<(bool IsPassed, string Words)> MatchAsync(HttpResponseMessage response, string body, TimeSpan limit, CancellationToken stop)
    {
        var said = $"it answered {(int)response.StatusCode}, and its body";
        var pattern = Pattern.Of(body);
        var buffer = new byte[MostBytes];
        var (length, text) = (0, "");
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(stop);
            while (true)
            {
                var read = length < buffer.Length ? await stream.ReadAsync(buffer.AsMemory(length), stop) : 0;
                length += read;
                text = Encoding.UTF8.GetString(buffer, 0, length);
                if (pattern.IsMatch(text))
                    return (true, $"{said} matches");
                if (read == 0)
                    return (false, $"{said} {Pattern.Shown(text)} does not match {body}");
            }
        }
        catch (OperationCanceledException)
        {
            return (false, $"{said}, {Pattern.Shown(text)} so far, did not match {body} within {limit.TotalSeconds:0.###} s");
        }
    }
}
