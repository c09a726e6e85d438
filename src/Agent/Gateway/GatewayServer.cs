using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KuPkg.Agent.Gateway;

/// <summary>The gateway on Kestrel: without host, container and routing, which it does not need and which cost a start.</summary>
internal sealed class GatewayServer : IGateway
{
    private const string User = "kupkg";

    private readonly KestrelServer _server;
    private readonly Desk _desk;
    private readonly FilesAhead _ahead;
    private readonly Catalog _catalog;
    private readonly CancellationTokenSource _stop;
    private int _isDisposed;

    private GatewayServer(KestrelServer server, Desk desk, FilesAhead ahead, Catalog catalog, CancellationTokenSource stop, Uri address)
    {
        _server = server;
        _desk = desk;
        _ahead = ahead;
        _catalog = catalog;
        _stop = stop;
        Address = address;
    }

    /// <inheritdoc/>
    public Uri Address { get; }

    /// <summary>Starts a gateway on a free port.</summary>
    /// <param name="setup">What it serves.</param>
    /// <param name="time">The clock of limits and tallies.</param>
    /// <param name="random">Gives random numbers from 0 to less than 1, for backoff and breakers. Called from several threads.</param>
    /// <param name="onEvent">Told of each event, from any thread; it must return soon and not throw.</param>
    /// <exception cref="IOException">It cannot listen on 127.0.0.1, or cannot use its spool folder, or the host has no OpenSSL.</exception>
    public static async Task<IGateway> StartAsync(GatewaySetup setup, TimeProvider time, Func<double> random, Action<GatewayEvent> onEvent)
    {
        ArgumentNullException.ThrowIfNull(setup);
        if (!OpenSsl.IsThere)
            throw new IOException(OpenSsl.Missing);
        SpoolFolder.Prepare(setup.SpoolDirectory);
        var stop = new CancellationTokenSource();
        var desk = new Desk(setup, new MirrorBook(setup, time, random), new FileNotes(), new ReleaseTies(), time, onEvent);
        var ahead = new FilesAhead(desk);
        var catalog = new Catalog(setup.Groups);
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var credentials = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{User}:{password}"));
        var server = new KestrelServer(
            Options.Create(KestrelOptions()), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(new GatewayApplication(desk, ahead, catalog, credentials, stop.Token), CancellationToken.None);
        }
        catch (Exception e)
        {
            server.Dispose();
            desk.Book.Dispose();
            stop.Dispose();
            if (e is SocketException)
                throw new IOException($"cannot listen on {IPAddress.Loopback}: {e.Message}; see whether the loopback interface is up (ip link show lo)", e);
            throw;
        }

        var listening = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return new GatewayServer(server, desk, ahead, catalog, stop, new Uri($"http://{User}:{password}@127.0.0.1:{listening.Port}/"));
    }

    /// <inheritdoc/>
    public void BeginRefresh()
    {
        _desk.Ties.Forget();
        _desk.Notes.BeginRefresh();
    }

    /// <inheritdoc/>
    public void Expect(IReadOnlyList<ExpectedFile> files) => _ahead.Begin(
        [.. files.Select(f => _catalog.Find(WithoutUser(f.Address)) is { } file ? file with { SizeBytes = f.SizeBytes, Hash = f.Hash, IsUrgent = false } : null).OfType<FileRequest>()]);

    /// <inheritdoc/>
    public void Distrust(string address)
    {
        if (_catalog.Find(WithoutUser(address)) is not { } file)
            return;
        _ahead.Drop(file.Key);
        var by = _desk.Notes.Distrust(file);
        if (by.Count == 1)
            _desk.Failed(file, by.First(), new FetchFailure(Policy.Mirrors.FailureCause.WrongContent, "the package manager found the file to be wrong"));
    }

    /// <inheritdoc/>
    public GatewayReading Read()
    {
        var asked = _desk.Book.All.Where(u => u.Meter.Tally.Requests > 0).ToList();
        var inFlight = _desk.InFlight.Values.ToList();
        var busy = asked.Select(u => (u.Mirror.Host, Rate: u.Meter.RecentRate())).Where(u => u.Rate > 0).OrderByDescending(u => u.Rate)
            .Select(u => string.Create(CultureInfo.InvariantCulture, $"{u.Host} {Amount(u.Rate)}/s")).ToList();
        return new GatewayReading(asked.Sum(u => u.Meter.Bytes), inFlight, [.. asked.Select(u => u.Meter.Tally)], inFlight.Count > 0 && busy.Count > 0 ? string.Join(", ", busy) : null, _desk.ChangeOvers);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _stop.CancelAsync();
        await _ahead.DisposeAsync();

        // A token that is over: connections that are open are closed at once.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
        _desk.Book.Dispose();
        _stop.Dispose();
        try
        {
            SpoolFolder.Empty(_desk.Setup.SpoolDirectory);
        }
        catch (IOException)
        {
            // Whose folder of the run is already gone, or who fills it beside us: the files themselves had no names and are gone. The next gateway empties it first.
        }
    }

    private static KestrelServerOptions KestrelOptions()
    {
        var options = new KestrelServerOptions { AddServerHeader = false, AllowHostHeaderOverride = true };
        // The target alone says what is asked for (RFC 9112, 3.2.2): Kestrel would refuse a Host that differs from it in the case of its letters.
        options.Limits.MaxConcurrentConnections = 64;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxRequestHeaderCount = 40;
        options.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        options.Limits.MaxRequestLineSize = 8 << 10;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);

        // Reading from a mirror goes on while the package manager takes what was read.
        options.Limits.MaxResponseBufferSize = 256 << 10;

        // A package manager that is busy elsewhere takes its bytes when it can.
        options.Limits.MinResponseDataRate = null;
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        return options;
    }

    private static string Amount(double bytes) => bytes switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
    };

    private static string WithoutUser(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0 ? address.Replace(uri.UserInfo + "@", "", StringComparison.Ordinal) : address;
}
