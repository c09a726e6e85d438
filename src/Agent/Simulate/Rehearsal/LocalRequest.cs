using System.Globalization;
using System.Text;

namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>A request for a file.</summary>
/// <param name="IsHead">Whether only the header is wanted.</param>
/// <param name="Path">The path, unescaped.</param>
/// <param name="Range">The bytes that are wanted: from, and up to and with (null: to the end); null: all.</param>
/// <param name="IfRange">The range holds for the file of this time; null: for any.</param>
/// <param name="IfModifiedSince">The file is wanted when it is newer; null: in any case.</param>
internal sealed record LocalRequest(bool IsHead, string Path, (long From, long? To)? Range, DateTimeOffset? IfRange, DateTimeOffset? IfModifiedSince)
{
    private const int MostHeaderBytes = 16 << 10;

    /// <summary>Reads the next one of a connection; null when there is none any more, or what came is none.</summary>
    // GET /dists/rehearsal/Release HTTP/1.1
    // Range: bytes=2000000-
    public static async Task<LocalRequest?> ReadAsync(Stream stream, CancellationToken stop)
    {
        var header = new List<byte>(512);
        var one = new byte[1];
        while (!(header.Count >= 4 && header[^1] == '\n' && header[^2] == '\r' && header[^3] == '\n'))
        {
            if (header.Count > MostHeaderBytes || await stream.ReadAsync(one, stop) == 0)
                return null;
            header.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. header]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        if (lines[0].Split(' ') is not [("GET" or "HEAD") and var method, var target, _])
            return null;
        string? Field(string name) => lines.Skip(1).Select(static l => l.Split(':', 2)).FirstOrDefault(p => p.Length == 2 && p[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1].Trim();
        var path = target.StartsWith('/') ? target : Uri.TryCreate(target, UriKind.Absolute, out var uri) ? uri.AbsolutePath : "/";
        return new LocalRequest(method == "HEAD", Uri.UnescapeDataString(path), RangeIn(Field("Range")), Time(Field("If-Range")), Time(Field("If-Modified-Since")));
    }

    private static (long From, long? To)? RangeIn(string? text) =>
        text is not null && text.StartsWith("bytes=", StringComparison.Ordinal) && text[6..].Split('-') is [var from, var to]
            && long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            ? (first, long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : null)
            : null;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
