namespace KuPkg.Policy.Mirrors;

/// <summary>What the name of a repository's file says of it.</summary>
/// <param name="IsImmutable">A file of this name never changes its content: below <c>by-hash/</c> or <c>pool/</c>.</param>
/// <param name="Hash">The hash in a by-hash name, as <c>SHA256:…</c>; null: none.</param>
/// <param name="Suite">The folder of a Release, InRelease or Release.gpg file, with a slash at its end; null: it is none.</param>
public sealed record FileNature(bool IsImmutable, string? Hash, string? Suite)
{
    private const string ByHash = "/by-hash/";

    /// <summary>The nature of a file.</summary>
    /// <param name="path">Below the base address, unescaped.</param>
    public static FileNature Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var slash = path.LastIndexOf('/');
        var suite = path[(slash + 1)..] is "InRelease" or "Release" or "Release.gpg" ? path[..(slash + 1)] : null;
        var at = path.LastIndexOf(ByHash, StringComparison.Ordinal);
        if (at >= 0)
            return new FileNature(IsImmutable: true, HashOf(path[(at + ByHash.Length)..]), suite);
        var isPool = path.StartsWith("pool/", StringComparison.Ordinal) || path.Contains("/pool/", StringComparison.Ordinal);
        return new FileNature(isPool, null, suite);
    }

    // dists/stable/main/binary-amd64/by-hash/SHA256/e3b0c442…
    private static string? HashOf(string rest)
    {
        var parts = rest.Split('/');
        if (parts.Length != 2)
            return null;
        var digits = parts[0] switch { "MD5Sum" => 32, "SHA1" => 40, "SHA256" => 64, "SHA512" => 128, _ => 0 };
        return digits > 0 && parts[1].Length == digits && parts[1].All(char.IsAsciiHexDigit) ? $"{parts[0]}:{parts[1].ToLowerInvariant()}" : null;
    }
}
