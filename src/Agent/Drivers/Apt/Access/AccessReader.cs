using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using KuPkg.Agent.Gateway;

namespace KuPkg.Agent.Drivers.Apt.Access;

/// <summary>How apt itself would reach an address, so that the gateway reaches it in the same way. Files named in the result are paths of this mount namespace.</summary>
/// <param name="config">apt's settings.</param>
/// <param name="proxies">Its proxies.</param>
/// <param name="authFiles">The texts of auth.conf and auth.conf.d, in order.</param>
/// <param name="outside">A path of apt's as this mount namespace names it.</param>
internal sealed class AccessReader(AptConfig config, ProxyRules proxies, IReadOnlyList<string> authFiles, Func<string, string> outside)
{
    /// <summary>Reads it.</summary>
    /// <param name="address">A base address; user info in it goes before auth.conf.</param>
    /// <param name="proxyAnswer">What the host's proxy program said for it; null: nothing.</param>
    /// <param name="access">How to reach it.</param>
    /// <param name="why">Why the gateway cannot reach it as apt does; null: it can.</param>
    public bool TryRead(Uri address, string? proxyAnswer, [NotNullWhen(true)] out UpstreamAccess? access, [NotNullWhen(false)] out string? why)
    {
        access = null;
        Uri? proxy = null;
        if (proxies.For(address, proxyAnswer) is { Length: > 0 } text && (!Uri.TryCreate(text, UriKind.Absolute, out proxy) || proxy.Scheme != "http"))
        {
            why = $"its proxy {Redaction.Of(text)} is not one of plain http";
            return false;
        }

        var isSecure = address.Scheme == "https";
        if (isSecure && Setting(address, "CrlFile").Length > 0)
        {
            why = "Acquire::https::CrlFile is set, which only apt itself observes";
            return false;
        }

        why = null;
        var login = LoginFor(address);
        access = new UpstreamAccess
        {
            Proxy = proxy,
            User = login?.User,
            Password = login?.Password,
            CaFile = isSecure ? FileOf(address, "CaInfo") : null,
            ClientCertificateFile = isSecure ? FileOf(address, "SslCert") : null,
            ClientKeyFile = isSecure ? FileOf(address, "SslKey") : null,
            VerifyPeer = AptConfig.IsYes(Setting(address, "Verify-Peer"), otherwise: true),
            VerifyHost = AptConfig.IsYes(Setting(address, "Verify-Host"), otherwise: true),
            DlLimitKibPerSecond = int.TryParse(Setting(address, "Dl-Limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? limit : null,
        };
        if (Setting(address, "User-Agent") is { Length: > 0 } agent)
            access = access with { UserAgent = agent };
        return true;
    }

    private Login? LoginFor(Uri address)
    {
        if (address.UserInfo.Length == 0)
            return authFiles.Select(text => AuthFile.For(address, text)).FirstOrDefault(static l => l is not null);
        var parts = address.UserInfo.Split(':', 2);
        return new Login(Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private string? FileOf(Uri address, string name) => Setting(address, name) is { Length: > 0 } path ? outside(path) : null;

    private string Setting(Uri address, string name) => config.FindOf(address.Scheme == "https", address.Host, name);
}
