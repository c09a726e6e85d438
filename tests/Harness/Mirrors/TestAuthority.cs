using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KuPkg.Harness.Mirrors;

/// <summary>An authority of a test's own, which nobody trusts by itself.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly List<IDisposable> _made = [];
    private byte _serial;

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=Test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _certificate = request.CreateSelfSigned(_now.AddDays(-30), _now.AddDays(30));
    }

    /// <summary>The authority's own certificate.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>A certificate for an address, good for a week.</summary>
    public X509Certificate2 For(IPAddress address) => Make(address, -7, 7);

    /// <summary>One that ended yesterday.</summary>
    public X509Certificate2 ExpiredFor(IPAddress address) => Make(address, -7, -1);

    /// <summary>A client's certificate and its key, both in PEM.</summary>
    public string ClientPem()
    {
        var client = Make(null, -7, 7);
        return client.ExportCertificatePem() + "\n" + client.GetECDsaPrivateKey()!.ExportECPrivateKeyPem() + "\n";
    }

    /// <summary>Whether it made this certificate.</summary>
    public bool Made(X509Certificate? certificate) => certificate is not null && certificate.Issuer == _certificate.Subject;

    public void Dispose()
    {
        foreach (var made in _made)
            made.Dispose();
        _certificate.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Make(IPAddress? address, int fromDays, int toDays)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(address is null ? "CN=client" : $"CN={address}", key, HashAlgorithmName.SHA256);
        if (address is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }

        using var bare = request.Create(_certificate, _now.AddDays(fromDays), _now.AddDays(toDays), [++_serial]);
        var made = bare.CopyWithPrivateKey(key);
        _made.Add(made);
        return made;
    }
}
