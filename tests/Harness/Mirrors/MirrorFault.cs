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

    /// <summary>A fault that is told by no more than its name.</summary>
    public sealed record Odd(OddAnswer Kind) : MirrorFault;

    /// <summary>A status line of one's own, with header lines (each ended by CR LF) and no body.</summary>
    public sealed record Status(string Line, string Headers = "") : MirrorFault;

    /// <summary>So many bytes of the answer at once, the rest at so many bytes a second.</summary>
    public sealed record TrickleAfter(long Bytes, int BytesPerSecond) : MirrorFault;

    /// <summary>An honest mirror far away: the first byte comes late, and each connection is slow.</summary>
    public sealed record Pace(TimeSpan FirstByte, int BytesPerSecond) : MirrorFault;

    /// <summary>The answer of another file of the mirror: another version.</summary>
    public sealed record Other(string Path) : MirrorFault;
}

/// <summary>Answers that no right server gives.</summary>
public enum OddAnswer
{
    /// <summary>The header comes at a byte a second.</summary>
    SlowHeader,

    /// <summary>The header has no end.</summary>
    EndlessHeader,

    /// <summary>The connection is reset when the request was read.</summary>
    Reset,

    /// <summary>A redirect to the same address.</summary>
    RedirectLoop,

    /// <summary>The body is said to be, and is, compressed by gzip.</summary>
    UnaskedGzip,

    /// <summary>A Content-Length that is a hundred bytes too small.</summary>
    ShortLength,

    /// <summary>A body in chunks without an end.</summary>
    EndlessChunks,

    /// <summary>100 and 103 before a right answer.</summary>
    Interim,

    /// <summary>103 again and again, and never an answer.</summary>
    EndlessInterim,

    /// <summary>Other bytes, in chunks, so that no length tells of it.</summary>
    WrongChunks,

    /// <summary>304 without a Last-Modified, as some servers give it.</summary>
    NoTime,

    /// <summary>Ranges are not known: always 200 and the whole file.</summary>
    NoRanges,

    /// <summary>Neither length nor ranges: the body ends with the connection.</summary>
    NoLength,
}
