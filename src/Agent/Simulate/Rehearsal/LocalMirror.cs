using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>A mirror of a rehearsal: HTTP/1.1 with ranges and times, on an address of its own, with a fault when it is told to have one. Thread-safe.</summary>
internal sealed class LocalMirror : IAsyncDisposable
{
    private const int MostConnections = 64;
    private const int TrickleBytesPerSecond = 200;

    private readonly TcpListener _listener;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Task _accepting;
    private volatile string _folder;
    private volatile LocalFault? _fault;

    private LocalMirror(IPAddress address, string folder, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        Address = $"http://{address}/debian";
        _listener = new TcpListener(address, 80);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The base address.</summary>
    public string Address { get; }

    /// <summary>What it serves.</summary>
    public string Folder
    {
        get => _folder;
        set => _folder = value;
    }

    /// <summary>What it does wrong from the next request on; null: nothing.</summary>
    public LocalFault? Fault
    {
        get => _fault;
        set => _fault = value;
    }

    /// <summary>Starts one on port 80.</summary>
    /// <exception cref="SocketException">The port is taken, or the loopback interface is down.</exception>
    public static LocalMirror Serve(IPAddress address, string folder, TimeProvider time) => new(address, folder, time);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                if (_connections.Count >= MostConnections)
                {
                    socket.Dispose();
                    continue;
                }

                var connection = ServeAsync(socket);
                _connections[connection] = true;
                _ = connection.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It ends.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            // Several requests may come at once, so reading is buffered; writing is not.
            await using var ahead = new BufferedStream(stream);
            while (await LocalRequest.ReadAsync(ahead, _stop.Token) is { } request)
                await AnswerAsync(stream, request);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client went away, or the rehearsal ends.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, LocalRequest request)
    {
        var folder = _folder;
        var path = Path.GetFullPath(Path.Join(folder, request.Path.StartsWith("/debian/", StringComparison.Ordinal) ? request.Path[7..] : "/"));
        if (!path.StartsWith(folder + "/", StringComparison.Ordinal) || !File.Exists(path))
        {
            await SendAsync(stream, "404 Not Found", "Content-Length: 0\r\n");
            return;
        }

        // HTTP dates have whole seconds.
        var written = File.GetLastWriteTimeUtc(path);
        var modified = new DateTimeOffset(written.AddTicks(-(written.Ticks % TimeSpan.TicksPerSecond)), TimeSpan.Zero);
        var dated = string.Create(CultureInfo.InvariantCulture, $"Last-Modified: {modified:r}\r\n");
        if (request.IfModifiedSince >= modified)
        {
            await SendAsync(stream, "304 Not Modified", dated);
            return;
        }

        var content = await File.ReadAllBytesAsync(path, _stop.Token);
        var fault = _fault is { } f && f.FileName == Path.GetFileName(path) ? f.Kind : (LocalFaultKind?)null;
        if (fault == LocalFaultKind.Corrupt)
            content[content.Length / 2] ^= 0xff;
        var (from, to) = (0L, content.Length - 1L);
        var isPart = request.Range is { } range && range.From < content.Length && (request.IfRange is null || request.IfRange == modified);
        if (isPart)
            (from, to) = (request.Range!.Value.From, Math.Min(request.Range.Value.To ?? to, to));
        await SendAsync(
            stream, isPart ? "206 Partial Content" : "200 OK",
            dated + string.Create(CultureInfo.InvariantCulture, $"Accept-Ranges: bytes\r\nContent-Length: {to - from + 1}\r\n{(isPart ? $"Content-Range: bytes {from}-{to}/{content.Length}\r\n" : "")}"));
        if (!request.IsHead)
            await BodyAsync(stream, content.AsMemory((int)from, (int)(to - from + 1)), fault);
    }

    private async Task BodyAsync(NetworkStream stream, ReadOnlyMemory<byte> body, LocalFaultKind? fault)
    {
        if (fault is not (LocalFaultKind.Stall or LocalFaultKind.Trickle))
        {
            await stream.WriteAsync(body, _stop.Token);
            return;
        }

        var sent = body.Length / 2;
        await stream.WriteAsync(body[..sent], _stop.Token);
        if (fault == LocalFaultKind.Stall)
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, _stop.Token);
        for (; sent < body.Length; sent += TrickleBytesPerSecond)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _time, _stop.Token);
            await stream.WriteAsync(body[sent..Math.Min(body.Length, sent + TrickleBytesPerSecond)], _stop.Token);
        }
    }

    private ValueTask SendAsync(NetworkStream stream, string status, string fields) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{fields}\r\n"), _stop.Token);
}
