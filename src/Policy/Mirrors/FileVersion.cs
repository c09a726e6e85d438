namespace KuPkg.Policy.Mirrors;

/// <summary>What an answer says of the version of a file.</summary>
/// <param name="LengthBytes">Of the whole file; null: not told.</param>
/// <param name="ETag">With its quotes; null: none.</param>
/// <param name="LastModified">Null: not told.</param>
public sealed record FileVersion(long? LengthBytes, string? ETag, DateTimeOffset? LastModified)
{
    /// <summary>
    /// Whether bytes of two answers make one file: the same known length, and either a name whose content never changes, or the same strong ETag, or the same Last-Modified.
    /// Different ETags alone tell nothing, as mirrors make them from inode numbers.
    /// </summary>
    public bool MayJoin(FileVersion next, bool isImmutable)
    {
        ArgumentNullException.ThrowIfNull(next);
        return LengthBytes is not null && LengthBytes == next.LengthBytes
            && (isImmutable || (IsStrong && ETag == next.ETag) || (LastModified is not null && LastModified == next.LastModified));
    }

    private bool IsStrong => ETag is { Length: > 2 } tag && tag[0] == '"';
}
