namespace KuPkg.Policy.Mirrors;

/// <summary>
/// One base address of a repository. Normalised: scheme and host in lower case, no user info, no default port, a path without <c>.</c> and <c>..</c> that ends in
/// <c>/</c>, neither query nor fragment. Two that are equal are the same mirror.
/// </summary>
public sealed record Mirror
{
    private Mirror(Uri uri)
    {
        Address = uri.AbsoluteUri;
        Host = uri.IdnHost;
    }

    /// <summary>The normalised address.</summary>
    public string Address { get; }

    /// <summary>Its host, as short as a progress line wants it.</summary>
    public string Host { get; }

    /// <summary>Whether it is spoken to by TLS.</summary>
    public bool IsSecure => Address.StartsWith("https:", StringComparison.Ordinal);

    /// <summary>The mirror of an address; user info is dropped.</summary>
    /// <exception cref="FormatException">It is no address of a mirror. The text of the exception does not hold the address, which may hold a password.</exception>
    public static Mirror Parse(string address) =>
        TryParse(address)
        ?? throw new FormatException("A mirror's address was read, and it is no http or https address with a host and without a query. Correct it in the source or in [mirrors].");

    /// <summary>The mirror of an address; user info is dropped. Null: not http or https, no host, or a query or fragment.</summary>
    public static Mirror? TryParse(string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return null;
        var path = uri.AbsolutePath.EndsWith('/') ? uri.AbsolutePath : uri.AbsolutePath + "/";
        return new Mirror(new Uri($"{uri.Scheme}://{uri.Authority.ToLowerInvariant()}{path}"));
    }

    /// <inheritdoc/>
    public override string ToString() => Address;
}
