using System.Security.Cryptography;

namespace KuPkg.Agent.Gateway;

/// <summary>The hash of a file while it passes by. For one user.</summary>
internal sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash _hash;
    private readonly string _expected;

    private ContentHash(HashAlgorithmName algorithm, string expected)
    {
        _hash = IncrementalHash.CreateHash(algorithm);
        _expected = expected;
    }

    /// <summary>For <c>SHA256:dc24…</c>; null: no hash, or of a kind that is not known.</summary>
    public static ContentHash? For(string? text) => text?.Split(':', 2) is [var name, var digits]
        ? name.ToUpperInvariant() switch
        {
            "SHA256" => new ContentHash(HashAlgorithmName.SHA256, digits),
            "SHA512" => new ContentHash(HashAlgorithmName.SHA512, digits),
            "SHA1" => new ContentHash(HashAlgorithmName.SHA1, digits),
            "MD5SUM" or "MD5" => new ContentHash(HashAlgorithmName.MD5, digits),
            _ => null,
        }
        : null;

    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Whether it is the expected one. Asked once, at the end.</summary>
    public bool IsRight() => Convert.ToHexString(_hash.GetHashAndReset()).Equals(_expected, StringComparison.OrdinalIgnoreCase);

    public void Dispose() => _hash.Dispose();
}
