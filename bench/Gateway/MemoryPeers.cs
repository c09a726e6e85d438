using System.Globalization;
using System.Net;
using System.Text;
using KuPkg.Harness.Mirrors;

namespace KuPkg.Bench.Gateway;

/// <summary>The other ends of the memory figure, each a process of its own.</summary>
internal static class MemoryPeers
{
    /// <summary>Two mirrors of a folder, for three minutes at most; their addresses are printed.</summary>
    public static async Task<int> ServeAsync(string folder)
    {
        await using var first = FaultyMirror.Serve(folder);
        await using var second = FaultyMirror.Serve(folder);
        Console.WriteLine(first.Address);
        Console.WriteLine(second.Address);
        await Task.Delay(TimeSpan.FromMinutes(3), TimeProvider.System);
        return 0;
    }

    /// <summary>Takes eight files at once through the gateway whose address stands on standard input, and prints how many bytes these were.</summary>
    public static async Task<int> TakeAsync()
    {
        var gateway = new Uri((await Console.In.ReadToEndAsync()).Trim());
        using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(new Uri($"http://127.0.0.1:{gateway.Port}/")) });
        client.DefaultRequestHeaders.TryAddWithoutValidation("Proxy-Authorization", "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(gateway.UserInfo)));
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => OneAsync(client, new Uri($"http://{(i % 2 == 0 ? "a" : "b")}.example.org/pool/large.deb")))));
        Console.WriteLine(taken.Sum().ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static async Task<long> OneAsync(HttpClient client, Uri address)
    {
        using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var (taken, buffer) = (0L, new byte[64 << 10]);
        while (await body.ReadAsync(buffer) is var read and > 0)
            taken += read;
        return taken;
    }
}
