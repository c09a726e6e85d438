using System.Globalization;
using System.Net;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>What one mirror is asked.</summary>
/// <param name="Path">Below its base address, escaped.</param>
internal sealed record Ask(string Path)
{
    public bool IsHead { get; init; }

    /// <summary>The first byte that is wanted.</summary>
    public long From { get; init; }

    /// <summary>The version that the bytes before <see cref="From"/> are of; null: the client has them, and its <see cref="IfRange"/> says of what.</summary>
    public FileVersion? Join { get; init; }

    public bool IsImmutable { get; init; }

    public string? IfRange { get; init; }

    public string? IfModifiedSince { get; init; }

    /// <summary>The size of the whole file; null: not known.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Whether a rate below the floor is a failure.</summary>
    public bool IsFloorOn { get; init; } = true;

    public HttpRequestMessage ToRequest(Uri address)
    {
        var request = new HttpRequestMessage(IsHead ? HttpMethod.Head : HttpMethod.Get, address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("Accept", "*/*");

        // A cache on the way is not to answer for a mirror with what is old.
        if (FileNature.Of(Path).Suite is not null)
            request.Headers.TryAddWithoutValidation("Cache-Control", "max-age=0");
        if (From > 0)
        {
            request.Headers.TryAddWithoutValidation("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={From}-"));
            if (Join is { } version && !IsImmutable)
                request.Headers.TryAddWithoutValidation("If-Range", version.LastModified?.ToString("r", CultureInfo.InvariantCulture) ?? version.ETag);
            else if (Join is null && IfRange is not null)
                request.Headers.TryAddWithoutValidation("If-Range", IfRange);
        }

        if (IfModifiedSince is not null)
            request.Headers.TryAddWithoutValidation("If-Modified-Since", IfModifiedSince);
        return request;
    }
}
