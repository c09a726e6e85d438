namespace KuPkg.Agent.Gateway;

/// <summary>How one mirror is reached, as the host's own configuration of its package manager says.</summary>
internal sealed record UpstreamAccess
{
    /// <summary>Nothing is out of the ordinary.</summary>
    public static UpstreamAccess Plain { get; } = new();

    /// <summary>The http proxy between this host and the mirror, with its user info; null: none. An https mirror is reached through it by CONNECT.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>User name for the mirror itself; null: none. It is sent to exactly the mirror's host, port and base path, and follows no redirect away from them.</summary>
    public string? User { get; init; }

    /// <summary>The password of <see cref="User"/>.</summary>
    public string? Password { get; init; }

    /// <summary>PEM file of authorities that alone are trusted for this mirror (<c>Acquire::https::CaInfo</c>); null: the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of the client's certificate (<c>SslCert</c>); null: none.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>PEM file of its key (<c>SslKey</c>); null: the key is in the certificate's file.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>Whether the certificate's issuer and dates are checked (<c>Verify-Peer</c>). Default true.</summary>
    public bool VerifyPeer { get; init; } = true;

    /// <summary>Whether the certificate must be for this host (<c>Verify-Host</c>). Default true.</summary>
    public bool VerifyHost { get; init; } = true;

    /// <summary>The most that may be fetched from it, over all connections together, in KiB/s (<c>Dl-Limit</c>); null or 0: no limit.</summary>
    public int? DlLimitKibPerSecond { get; init; }

    /// <summary>User-Agent of the requests.</summary>
    public string UserAgent { get; init; } = "Debian APT-HTTP/1.3 KuPkg";

    /// <summary>Requests at a time. Default 2, at least 1, at most 8: polite to mirrors that others share.</summary>
    public int Connections { get; init; } = 2;

    /// <summary>Says nothing of passwords.</summary>
    public override string ToString() => $"proxy {(Proxy is null ? "none" : Proxy.Host)}, credentials {(User is null ? "none" : "set")}";
}
