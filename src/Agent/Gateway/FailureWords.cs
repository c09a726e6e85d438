using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>What the framework throws → cause and words.</summary>
internal static class FailureWords
{
    public static FetchFailure Of(Exception thrown) => Find<FetchFailure>(thrown) ?? thrown switch
    {
        _ when Find<AuthenticationException>(thrown) is { } tls => new FetchFailure(FailureCause.Tls, $"TLS failed: {tls.Message.TrimEnd('.')}", thrown),
        _ when Find<SocketException>(thrown) is { } socket => OfSocket(socket, thrown),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new FetchFailure(FailureCause.Name, "its name does not resolve", thrown),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new FetchFailure(FailureCause.Tls, "TLS failed", thrown),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => new FetchFailure(FailureCause.Forbidden, "the host's proxy opened no tunnel to it", thrown),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new FetchFailure(FailureCause.BadAnswer, "headers without an end", thrown),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => new FetchFailure(FailureCause.BadAnswer, "what came is no HTTP answer", thrown),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => new FetchFailure(FailureCause.Unreachable, "no connection", thrown),
        HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } => new FetchFailure(FailureCause.BadAnswer, "a broken body", thrown),
        _ => new FetchFailure(FailureCause.Broken, "the connection ended too early", thrown),
    };

    /// <summary>Certificate errors in words.</summary>
    public static string OfCertificate(SslPolicyErrors errors, X509Chain? chain) =>
        string.Join(", ", new[]
        {
            errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "the certificate is for another name" : null,
            errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? OfChain(chain) : null,
            errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "there is no certificate" : null,
        }.Where(w => w is not null));

    private static string OfChain(X509Chain? chain)
    {
        var late = chain?.ChainElements.FirstOrDefault(e => e.ChainElementStatus.Any(s => s.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)))?.Certificate;
        return late is null
            ? "the certificate's issuer is not trusted"
            : string.Create(CultureInfo.InvariantCulture, $"the certificate is valid from {late.NotBefore.ToUniversalTime():u} to {late.NotAfter.ToUniversalTime():u} only");
    }

    private static FetchFailure OfSocket(SocketException socket, Exception thrown) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => new FetchFailure(FailureCause.Refused, "the connection was refused", thrown),
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new FetchFailure(FailureCause.Name, "its name does not resolve", thrown),
        SocketError.ConnectionReset or SocketError.ConnectionAborted => new FetchFailure(FailureCause.Broken, "the connection was reset", thrown),
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.TimedOut or SocketError.AddressNotAvailable =>
            new FetchFailure(FailureCause.Unreachable, "there is no route to it", thrown),
        _ => new FetchFailure(FailureCause.Broken, $"the connection failed ({socket.SocketErrorCode})", thrown),
    };

    private static T? Find<T>(Exception? thrown)
        where T : Exception
    {
        for (; thrown is not null; thrown = thrown.InnerException)
        {
            if (thrown is T found)
                return found;
        }

        return null;
    }
}
