namespace KuPkg.Harness.Mirrors;

/// <summary>What a mirror does wrong with one request.</summary>
public abstract record MirrorFault
{
    private MirrorFault()
    {
    }

    /// <summary>404.</summary>
    public sealed record NotFound : MirrorFault;

    /// <summary>503.</summary>
    public sealed record Unavailable : MirrorFault;

    /// <summary>The request is read and never answered.</summary>
    public sealed record Silent : MirrorFault;

    /// <summary>The header and so many bytes, then nothing more.</summary>
    public sealed record StallAfter(long Bytes) : MirrorFault;

    /// <summary>All of it, at so many bytes a second.</summary>
    public sealed record Trickle(int BytesPerSecond) : MirrorFault;

    /// <summary>The header and so many bytes, then a reset of the connection.</summary>
    public sealed record ResetAfter(long Bytes) : MirrorFault;

    /// <summary>The header and so many bytes, then an orderly end, too early.</summary>
    public sealed record TruncateAfter(long Bytes) : MirrorFault;

    /// <summary>The right length, other bytes.</summary>
    public sealed record WrongContent : MirrorFault;
}
