namespace KuPkg.Policy.Mirrors;

/// <summary>The address that a client of the gateway asks for, after it was found harmless.</summary>
/// <param name="Base">Scheme, host, port if it is not 80: <c>http://deb.example.org</c>.</param>
/// <param name="Path">From the first slash on, escaped as it was sent.</param>
public sealed record RequestTarget(string Base, string Path)
{
    private static readonly string[] Hidden = ["%2f", "%5c", "%2e", "%00", "%252f", "%255c", "%252e"];

    /// <summary>The whole address.</summary>
    public string Address => Base + Path;

    /// <summary>
    /// Reads a request's target in absolute form. Null: not <c>http</c>, user info, a query or fragment, a character that no address has, a <c>.</c> or <c>..</c>
    /// segment, or an escaped slash, dot or NUL (escaped once or twice), with which another reader could be led to another path.
    /// </summary>
    public static RequestTarget? Parse(string? text)
    {
        const string scheme = "http://";
        if (text is null || !text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) || text.Any(c => c is <= ' ' or >= '\x7f' or '\\' or '?' or '#' or '"' or '<' or '>'))
            return null;
        var slash = text.IndexOf('/', scheme.Length);
        if (slash <= scheme.Length)
            return null;
        var path = text[slash..];
        var isHidden = Hidden.Any(h => path.Contains(h, StringComparison.OrdinalIgnoreCase));
        if (isHidden || path.Split('/').Any(s => s is "." or "..") || !Uri.TryCreate(text[..slash], UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || text[..slash].Contains('@', StringComparison.Ordinal))
            return null;
        return new RequestTarget($"{scheme}{uri.Authority.ToLowerInvariant()}", path);
    }

    /// <summary>The path below a base address (<see cref="MirrorGroup.ServedAs"/>); null: it is not below it, or is the base itself.</summary>
    public string? Below(string servedAs)
    {
        ArgumentNullException.ThrowIfNull(servedAs);
        return Address.Length > servedAs.Length && Address.StartsWith(servedAs, StringComparison.Ordinal) ? Address[servedAs.Length..] : null;
    }
}
