using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace KuPkg.Harness.Mirrors;

/// <summary>
/// A small HTTP/1.1 server for one directory, on a loopback address of its own (apt remembers failures by address), with faults by path.
/// At most 64 connections at once, each for at most <see cref="LongestConnection"/>. Safe for concurrent use.
/// </summary>
public sealed class FaultyMirror : IAsyncDisposable
{
    private const int MostConnections = 64;
    private static readonly TimeSpan LongestConnection = TimeSpan.FromMinutes(5);
    private static int _count;

    private readonly string _directory;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(MostConnections, MostConnections);
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _headers = new();
    private readonly X509Certificate2? _certificate;
    private readonly Func<X509Certificate?, bool>? _isClient;
    private volatile IReadOnlyList<(string Glob, MirrorFault Fault)> _faults = [];
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    private FaultyMirror(string directory, IPEndPoint end, X509Certificate2? certificate, Func<X509Certificate?, bool>? isClient)
    {
        _certificate = certificate;
        _isClient = isClient;
        _directory = directory;
        End = end;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint End { get; private set; }

    /// <summary>The base address, with a slash at its end.</summary>
    public string Address => $"{(_certificate is null ? "http" : "https")}://{End}/";

    /// <summary>The line for a sources.list.</summary>
    public string SourceLine => $"deb [trusted=yes] {Address} stable main";

    /// <summary>What was asked for, in order: method and path.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The whole headers of the requests, in order.</summary>
    public IReadOnlyList<string> Headers => [.. _headers];

    /// <summary>Starts a mirror of a directory; with a certificate it speaks TLS.</summary>
    public static FaultyMirror Serve(string directory, X509Certificate2? certificate = null) => Serve(directory, certificate is null ? null : _ => certificate);

    /// <summary>The same, with a certificate for its address.</summary>
    /// <param name="directory">What it serves.</param>
    /// <param name="certificateFor">Makes the certificate; null: no TLS.</param>
    /// <param name="isClient">Asks clients for a certificate, and says whether it will do; null: does not ask.</param>
    public static FaultyMirror Serve(string directory, Func<IPAddress, X509Certificate2>? certificateFor, Func<X509Certificate?, bool>? isClient = null)
    {
        // 127.66.p.n: p from the process, so that two test processes beside each other do not share addresses.
        var number = Interlocked.Increment(ref _count);
        var address = new IPAddress([127, (byte)(66 + number / 250), (byte)(1 + Environment.ProcessId % 250), (byte)(1 + number % 250)]);
        var mirror = new FaultyMirror(directory, new IPEndPoint(address, 0), certificateFor?.Invoke(address), isClient);
        mirror.Listen();
        return mirror;
    }

    /// <summary>From now on requests whose path matches the glob (<c>*</c> and <c>?</c>) meet this fault. A later rule goes before an earlier one.</summary>
    public void Fail(string glob, MirrorFault fault) => _faults = [(glob, fault), .. _faults];

    /// <summary>No faults any more; listens again if it refused.</summary>
    public void Heal()
    {
        _faults = [];
        if (_listener is null)
            Listen();
    }

    /// <summary>Connections are refused from now on, open ones are closed.</summary>
    public async Task RefuseAsync()
    {
        _listener?.Dispose();
        _listener = null;
        await _accepting;
        foreach (var socket in _open.Keys)
            socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await RefuseAsync();
        _stop.Dispose();
        _places.Dispose();
    }

    private void Listen()
    {
        _listener = new TcpListener(End);
        _listener.Start();
        End = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        var connections = new ConcurrentDictionary<Task, bool>();
        try
        {
            while (true)
            {
                await _places.WaitAsync(_stop.Token);
                Socket socket;
                try
                {
                    socket = await listener.AcceptSocketAsync(_stop.Token);
                }
                catch
                {
                    _places.Release();
                    throw;
                }
                _open[socket] = true;
                var connection = ServeAsync(socket);
                connections[connection] = true;
                _ = connection.ContinueWith(done => connections.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The listener was closed: that is how a mirror refuses and how it ends.
        }
        foreach (var socket in _open.Keys)
            socket.Dispose();
        await Task.WhenAll(connections.Keys);
    }

    private async Task ServeAsync(Socket socket)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        over.CancelAfter(LongestConnection);
        try
        {
            await using var plain = new NetworkStream(socket, ownsSocket: false);
            await using var secure = _certificate is null ? null : new SslStream(plain);
            if (secure is not null)
            {
                var options = new SslServerAuthenticationOptions { ServerCertificate = _certificate, ClientCertificateRequired = _isClient is not null };
                if (_isClient is not null)
                    options.RemoteCertificateValidationCallback = (_, given, _, _) => _isClient(given);
                await secure.AuthenticateAsServerAsync(options, over.Token);
            }

            Stream stream = secure is null ? plain : secure;
            // apt sends several requests ahead, so reading is buffered; writing is not, it would lose what was read ahead.
            await using var ahead = new BufferedStream(stream);
            var answer = new MirrorAnswer(socket, stream, _directory);
            while (await MirrorRequest.ReadAsync(ahead, over.Token) is { } request)
            {
                _requests.Enqueue($"{request.Method} {request.Path}");
                _headers.Enqueue(request.Text);
                var fault = _faults.FirstOrDefault(rule => FileSystemName.MatchesSimpleExpression(rule.Glob, request.Path)).Fault;
                if (!await answer.GiveAsync(request, fault, over.Token))
                    return;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidDataException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or time is over: a mirror does not mind.
        }
        finally
        {
            _open.TryRemove(socket, out _);
            socket.Dispose();
            _places.Release();
        }
    }
}
