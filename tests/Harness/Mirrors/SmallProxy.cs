using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KuPkg.Harness.Mirrors;

/// <summary>
/// A small http proxy on 127.0.0.1, as a company has it: requests in absolute form and CONNECT, with credentials if it was given some. It leads to loopback addresses alone.
/// At most 32 connections at once, each for at most two minutes; one request for each.
/// </summary>
public sealed class SmallProxy : IAsyncDisposable
{
    private const int MostConnections = 32;
    private const int MostHeaderBytes = 16 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(MostConnections, MostConnections);
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly string? _credentials;
    private readonly Task _accepting;

    private SmallProxy(string? credentials)
    {
        _credentials = credentials is null ? null : "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(credentials));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Host and port.</summary>
    public string Authority => _listener.LocalEndpoint.ToString()!;

    /// <summary>The headers of all requests, in order.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <param name="credentials"><c>user:password</c>; null: for anybody.</param>
    public static SmallProxy Start(string? credentials = null) => new(credentials);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_running.Keys);
        _stop.Dispose();
        _places.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await _places.WaitAsync(_stop.Token);
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var serving = ServeAsync(client);
                _running[serving] = true;
                _ = serving.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The listener was closed: that is how it ends.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        over.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            using var held = client;
            await using var stream = client.GetStream();
            var header = await HeaderAsync(stream, over.Token);
            _requests.Enqueue(header);
            if (_credentials is not null && !header.Contains($"Proxy-Authorization: {_credentials}\r\n", StringComparison.OrdinalIgnoreCase))
            {
                await stream.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"small\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), over.Token);
                return;
            }

            var words = header.Split(' ');
            var isTunnel = words[0] == "CONNECT";
            var end = IPEndPoint.Parse(isTunnel ? words[1] : new Uri(words[1]).Authority);
            if (!IPAddress.IsLoopback(end.Address))
                throw new InvalidDataException("a test leads out of its machine");
            using var origin = new TcpClient();
            await origin.ConnectAsync(end, over.Token);
            await using var far = origin.GetStream();
            if (!isTunnel)
            {
                // The origin closes when it has answered, and so does this.
                await far.WriteAsync(Encoding.ASCII.GetBytes(header), over.Token);
                origin.Client.Shutdown(SocketShutdown.Send);
                await far.CopyToAsync(stream, over.Token);
                return;
            }

            await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), over.Token);
            await Task.WhenAny(stream.CopyToAsync(far, over.Token), far.CopyToAsync(stream, over.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidDataException)
        {
            // One side went away, or time is over: a proxy does not mind.
        }
        finally
        {
            _places.Release();
        }
    }

    private static async Task<string> HeaderAsync(NetworkStream stream, CancellationToken stop)
    {
        var header = new StringBuilder();
        for (var one = new byte[1]; !header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal);)
        {
            if (await stream.ReadAsync(one, stop) == 0 || header.Append((char)one[0]).Length > MostHeaderBytes)
                throw new InvalidDataException("not a request");
        }

        return header.ToString();
    }
}
