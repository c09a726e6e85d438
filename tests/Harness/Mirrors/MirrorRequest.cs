using System.Globalization;
using System.Text;

namespace KuPkg.Harness.Mirrors;

/// <summary>A request for one file, as far as a mirror cares.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Path">The path, unescaped, from a slash on.</param>
/// <param name="From">The first byte asked for; 0 without a range.</param>
/// <param name="IfRange">The time of the copy that the range belongs to.</param>
/// <param name="IfModifiedSince">The time of the copy that the client has.</param>
/// <param name="Text">All of its header.</param>
internal sealed record MirrorRequest(string Method, string Path, long From, DateTimeOffset? IfRange, DateTimeOffset? IfModifiedSince, string Text)
{
    private const int MostHeaderBytes = 16 << 10;

    /// <summary>Reads the next request of a connection; null when the client has closed it.</summary>
    /// <exception cref="InvalidDataException">What came is no request.</exception>
    public static async Task<MirrorRequest?> ReadAsync(Stream stream, CancellationToken stop)
    {
        // GET /debian/dists/stable/InRelease HTTP/1.1
        // Host: 127.77.0.1:4711
        // If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT
        // Range: bytes=2000000-
        var header = new List<byte>(512);
        var one = new byte[1];
        while (!EndsHeader(header))
        {
            if (await stream.ReadAsync(one, stop) == 0)
                return null;
            header.Add(one[0]);
            if (header.Count > MostHeaderBytes)
                throw new InvalidDataException("the header has no end");
        }
        var lines = Encoding.ASCII.GetString([.. header]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var words = lines[0].Split(' ');
        if (words.Length != 3)
            throw new InvalidDataException($"not a request line: {lines[0]}");
        var fields = lines.Skip(1)
            .Select(line => line.Split(':', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var target = words[1].StartsWith('/') ? words[1] : new Uri(words[1]).PathAndQuery;
        return new MirrorRequest(
            words[0], Uri.UnescapeDataString(target), FirstByte(fields.GetValueOrDefault("Range")),
            Time(fields.GetValueOrDefault("If-Range")), Time(fields.GetValueOrDefault("If-Modified-Since")), string.Join('\n', lines));
    }

    private static bool EndsHeader(List<byte> header) =>
        header.Count >= 4 && header[^1] == '\n' && header[^2] == '\r' && header[^3] == '\n' && header[^4] == '\r';

    private static long FirstByte(string? range) =>
        range is not null && range.StartsWith("bytes=", StringComparison.Ordinal)
        && long.TryParse(range["bytes=".Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
