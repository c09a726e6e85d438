using System.Net;
using System.Net.Sockets;

namespace KuPkg.Hosts.Scenes.Foo;

/// <summary>Asks a food, as its contract's checks do, and waits for two seconds.</summary>
public static class FooAnswers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The line that it says, such as <c>foo ready 1.0</c>; empty when it accepts and says nothing, null when nobody accepts.</summary>
    public static async Task<string?> BannerAsync(string address)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Parse(address), 7000, limit.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return null;
        }

        try
        {
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadLineAsync(limit.Token) ?? "";
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return "";
        }
    }

    /// <summary>The body of <c>/health</c>, such as <c>ok 1.0</c>; null when there is none.</summary>
    public static async Task<string?> HealthAsync(string address)
    {
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            return (await client.GetStringAsync(new Uri($"http://{address}:7001/health"))).TrimEnd('\n');
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
