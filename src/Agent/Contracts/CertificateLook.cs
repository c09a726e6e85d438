using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace KuPkg.Agent.Contracts;

/// <summary>Judges a server's certificate as the framework does, and keeps what is wrong with it in an operator's words.</summary>
/// <param name="host">The host that was asked for.</param>
internal sealed class CertificateLook(string host)
{
    /// <summary>What is wrong with it; empty: nothing, or none was seen.</summary>
    public string Mistake { get; private set; } = "";

    /// <summary>The callback of <see cref="SslClientAuthenticationOptions"/>.</summary>
    public bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None)
            Mistake = certificate is X509Certificate2 seen ? string.Join("; ", Mistakes(seen, chain, errors)) : "it showed no certificate";
        return errors == SslPolicyErrors.None;
    }

    private IEnumerable<string> Mistakes(X509Certificate2 seen, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            yield return $"its certificate is for {Pattern.Cut(seen.GetNameInfo(X509NameType.DnsName, forIssuer: false))}, not for {host}";
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            yield break;
        var statuses = chain?.ChainStatus ?? [];
        foreach (var status in statuses)
        {
            yield return status.Status switch
            {
                X509ChainStatusFlags.NotTimeValid when TimeProvider.System.GetUtcNow() > seen.NotAfter => $"its certificate expired on {seen.NotAfter.ToUniversalTime():yyyy-MM-dd}",
                X509ChainStatusFlags.NotTimeValid when TimeProvider.System.GetUtcNow() < seen.NotBefore => $"its certificate is not valid before {seen.NotBefore.ToUniversalTime():yyyy-MM-dd}",
                X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain => seen.Subject == seen.Issuer
                    ? "its certificate is self-signed, and this host does not trust it"
                    : $"this host does not trust who made its certificate, {Pattern.Cut(seen.Issuer)}",
                _ => $"its certificate is refused: {status.StatusInformation.Trim()}",
            };
        }

        if (statuses.Length == 0)
            yield return "its certificate is refused";
    }
}
