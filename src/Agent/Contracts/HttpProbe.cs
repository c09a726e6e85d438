using System.Text;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>A GET request. Redirects are not followed, proxies are not used, and of the body no more than its beginning is read.</summary>
internal sealed class HttpProbe : ICheckProbe<HttpCheck>
{
    private const int MostBytes = 64 << 10;

    public async Task<(bool IsPassed, string Words)> TryAsync(HttpCheck check, CancellationToken stop)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        using var client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        using var response = await client.GetAsync(new Uri(check.Url), HttpCompletionOption.ResponseHeadersRead, stop);
        var status = (int)response.StatusCode;
        if (status != check.Status)
            return (false, $"it answered {status}{(response.Headers.Location is { } to ? $", to {to}" : "")}, not {check.Status}");
        if (check.Body is not { } body)
            return (true, $"it answered {status}");
        var text = await BeginningAsync(response, stop);
        return Pattern.Of(body).IsMatch(text) ? (true, $"it answered {status}, and its body matches") : (false, $"it answered {status}, and its body {Pattern.Shown(text)} does not match {body}");
    }

    private static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken stop)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        var buffer = new byte[MostBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
