using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KuPkg.Policy.Mirrors;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Gateway;

/// <summary>One mirror as the gateway reaches it: its connections, its places, its measurements. Thread-safe.</summary>
internal sealed class Upstream : IDisposable
{
    /// <summary>The <see cref="PatienceTimer"/> of a request, for who opens its connection.</summary>
    public static readonly HttpRequestOptionsKey<PatienceTimer> Timer = new("kupkg.patience");

    private const int MostHeaderKib = 32;

    private readonly Dialer _dialer;
    private readonly Lazy<HttpMessageInvoker> _home;
    private readonly Lazy<HttpMessageInvoker> _away;
    private volatile bool _isPrivate;

    public Upstream(Mirror mirror, UpstreamAccess access, DownloadLimits limits, TimeProvider time)
    {
        Mirror = mirror;
        Access = access;
        Base = new Uri(mirror.Address);
        Meter = new MirrorMeter(mirror, time);
        Gate = new PriorityGate(Math.Clamp(access.Connections, 1, 8));
        Limit = new RateLimit(time, (access.DlLimitKibPerSecond ?? 0) * 1024L);
        _dialer = new Dialer(time, limits.Connect);
        _home = new Lazy<HttpMessageInvoker>(() => new HttpMessageInvoker(Home()));
        _away = new Lazy<HttpMessageInvoker>(() => new HttpMessageInvoker(Away()));
        _isPrivate = IPAddress.TryParse(Base.IdnHost.Trim('[', ']'), out var literal) && PrivateAddress.Is(literal);
    }

    public Mirror Mirror { get; }

    public UpstreamAccess Access { get; }

    public Uri Base { get; }

    public MirrorMeter Meter { get; }

    public PriorityGate Gate { get; }

    public RateLimit Limit { get; }

    /// <summary>Sends a request to the mirror, or to where it led. Credentials and the client's certificate go to the mirror alone.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        var isHome = Base.IsBaseOf(request.RequestUri!);
        if (isHome && Access.User is { } user)
        {
            var pair = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{Access.Password}"));
            request.Headers.TryAddWithoutValidation("Authorization", $"Basic {pair}");
        }

        request.Headers.TryAddWithoutValidation("User-Agent", Access.UserAgent);
        var isSameServer = request.RequestUri!.Scheme == Base.Scheme && request.RequestUri.Authority == Base.Authority;
        return (isSameServer ? _home : _away).Value.SendAsync(request, stop);
    }

    public void Dispose()
    {
        foreach (var invoker in new[] { _home, _away })
        {
            if (invoker.IsValueCreated)
                invoker.Value.Dispose();
        }
    }

    private SocketsHttpHandler Home()
    {
        var handler = Handler(isAway: false);
        handler.SslOptions = Tls();
        return handler;
    }

    private SocketsHttpHandler Away() => Handler(isAway: true);

    private SocketsHttpHandler Handler(bool isAway) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = Access.Proxy is not null,
        Proxy = Access.Proxy is { } proxy ? HostProxy.Of(proxy) : null,
        MaxResponseHeadersLength = MostHeaderKib,
        MaxResponseDrainSize = 0,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        ConnectCallback = (context, stop) => ConnectAsync(context, isAway, stop),
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, bool isAway, CancellationToken stop)
    {
        var patience = context.InitialRequestMessage.Options.TryGetValue(Timer, out var timer) ? timer : null;
        patience?.Connecting();

        // Behind a proxy of the host the address is the proxy's, which may well be a private one.
        var mayBePrivate = !isAway || _isPrivate || Access.Proxy is not null;
        var socket = await _dialer.ConnectAsync(context.DnsEndPoint, address => mayBePrivate || !PrivateAddress.Is(address), stop);
        if (!isAway && Access.Proxy is null && socket.RemoteEndPoint is IPEndPoint end && PrivateAddress.Is(end.Address))
            _isPrivate = true;
        patience?.Connected();
        return new NetworkStream(socket, ownsSocket: true);
    }

    private SslClientAuthenticationOptions Tls()
    {
        try
        {
            return Certificates(new SslClientAuthenticationOptions { TargetHost = Base.IdnHost });
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FetchFailure(FailureCause.Tls, $"its certificates as the host sets them cannot be read: {e.Message}", e);
        }
    }

    private SslClientAuthenticationOptions Certificates(SslClientAuthenticationOptions options)
    {
        if (Access.ClientCertificateFile is { } file)
            options.ClientCertificates = [X509Certificate2.CreateFromPemFile(file, Access.ClientKeyFile)];
        if (Access.CaFile is { } authorities)
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPemFile(authorities);
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        }

        options.RemoteCertificateValidationCallback = (_, _, chain, errors) =>
        {
            if (!Access.VerifyPeer)
                errors &= ~(SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNotAvailable);
            if (!Access.VerifyHost)
                errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
            return errors == SslPolicyErrors.None ? true : throw new FetchFailure(FailureCause.Tls, $"TLS failed: {FailureWords.OfCertificate(errors, chain)}");
        };
        return options;
    }
}
