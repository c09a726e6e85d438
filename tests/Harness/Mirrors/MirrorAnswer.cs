using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace KuPkg.Harness.Mirrors;

/// <summary>Answers the requests of one connection, rightly or with a fault.</summary>
internal sealed class MirrorAnswer(Socket socket, Stream stream, string directory)
{
    private const long MostInMemory = 16 << 20;

    /// <summary>Answers one request.</summary>
    /// <returns>Whether the connection can take another.</returns>
    public async Task<bool> GiveAsync(MirrorRequest request, MirrorFault? fault, CancellationToken stop)
    {
        switch (fault)
        {
            case MirrorFault.NotFound:
                return await StatusAsync("404 Not Found", stop);
            case MirrorFault.Unavailable:
                return await StatusAsync("503 Service Unavailable", stop);
            case MirrorFault.Silent:
                return await ForEverAsync(stop);
            case MirrorFault.Status(var line, var headers):
                return await StatusAsync(line, stop, headers);
            case MirrorFault.Other(var other):
                request = request with { Path = other };
                break;
            case MirrorFault.Pace(var wait, _):
                await Task.Delay(wait, TimeProvider.System, stop);
                break;
            case MirrorFault.Odd(var kind):
                if (await OddAsync(kind, request, stop) is { } isOpen)
                    return isOpen;
                break;
        }
        var path = Path.GetFullPath(Path.Join(directory, request.Path));
        if (!path.StartsWith(directory + "/", StringComparison.Ordinal) || !File.Exists(path))
            return await StatusAsync("404 Not Found", stop);

        // HTTP dates have whole seconds.
        var modified = new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
        modified = modified.AddTicks(-(modified.Ticks % TimeSpan.TicksPerSecond));
        if (request.IfModifiedSince >= modified)
            return await StatusAsync("304 Not Modified", stop, fault is MirrorFault.Odd { Kind: OddAnswer.NoTime } ? "" : $"Last-Modified: {modified:r}\r\n");

        var knowsRanges = fault is not MirrorFault.Odd { Kind: OddAnswer.NoRanges or OddAnswer.NoLength };
        if (fault is null && new FileInfo(path).Length > MostInMemory)
            return await LargeAsync(request, path, modified, stop);
        var content = await File.ReadAllBytesAsync(path, stop);
        if (fault is MirrorFault.Odd { Kind: OddAnswer.UnaskedGzip })
            content = Gzip(content);
        var from = knowsRanges && request.From > 0 && request.From < content.Length && (request.IfRange is null || request.IfRange == modified) ? request.From : 0;
        if (fault is MirrorFault.WrongContent)
            content = [.. content.Select(b => (byte)(b ^ 1))];
        var head = new StringBuilder()
            .Append(from > 0 ? "HTTP/1.1 206 Partial Content\r\n" : "HTTP/1.1 200 OK\r\n")
            .Append(fault switch
            {
                MirrorFault.Odd { Kind: OddAnswer.NoLength } => "Connection: close\r\n",
                MirrorFault.Odd { Kind: OddAnswer.EndlessChunks or OddAnswer.WrongChunks } => "Transfer-Encoding: chunked\r\n",
                MirrorFault.Odd { Kind: OddAnswer.ShortLength } => $"Content-Length: {content.Length - from - 100}\r\n",
                MirrorFault.Odd { Kind: OddAnswer.UnaskedGzip } => $"Content-Encoding: gzip\r\nContent-Length: {content.Length - from}\r\n",
                _ => $"Content-Length: {content.Length - from}\r\n",
            })
            .Append(CultureInfo.InvariantCulture, $"Last-Modified: {modified:r}\r\n")
            .Append("Accept-Ranges: bytes\r\n");
        if (from > 0)
            head.Append(CultureInfo.InvariantCulture, $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n");
        await SendAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), stop);
        return request.Method == "HEAD" || await BodyAsync(content.AsMemory((int)from), fault, stop);
    }

    private async Task<bool> BodyAsync(ReadOnlyMemory<byte> body, MirrorFault? fault, CancellationToken stop)
    {
        ReadOnlyMemory<byte> First(long bytes) => body[..(int)Math.Min(bytes, body.Length)];
        switch (fault)
        {
            case MirrorFault.StallAfter(var bytes):
                await SendAsync(First(bytes), stop);
                return await ForEverAsync(stop);
            case MirrorFault.TruncateAfter(var bytes):
                await SendAsync(First(bytes), stop);
                return false;
            case MirrorFault.ResetAfter(var bytes):
                await SendAsync(First(bytes), stop);
                // A close with a linger time of zero is a reset.
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                return false;
            case MirrorFault.Trickle(var rate):
                await AtAsync(rate, body, stop);
                return true;
            case MirrorFault.Pace(_, var rate):
                await AtAsync(rate, body, stop);
                return true;
            case MirrorFault.TrickleAfter(var bytes, var rate):
                await SendAsync(First(bytes), stop);
                await AtAsync(rate, body[First(bytes).Length..], stop);
                return true;
            case MirrorFault.Odd { Kind: OddAnswer.ShortLength }:
                await SendAsync(body[..^100], stop);
                return true;
            case MirrorFault.Odd { Kind: OddAnswer.NoLength }:
                await SendAsync(body, stop);
                return false;
            case MirrorFault.Odd { Kind: OddAnswer.EndlessChunks }:
                for (var chunk = Encoding.ASCII.GetBytes($"1000\r\n{new string('x', 0x1000)}\r\n"); ;)
                    await SendAsync(chunk, stop);
            case MirrorFault.Odd { Kind: OddAnswer.WrongChunks }:
                for (var at = 0; at < body.Length; at += 0x4000)
                {
                    var chunk = body.Slice(at, Math.Min(0x4000, body.Length - at)).ToArray();
                    chunk[^1] ^= 1;
                    await SendAsync(Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), stop);
                    await SendAsync(chunk, stop);
                    await SendAsync("\r\n"u8.ToArray(), stop);
                }

                await SendAsync("0\r\n\r\n"u8.ToArray(), stop);
                return true;
            default:
                await SendAsync(body, stop);
                return true;
        }
    }

    /// <returns>Null: a right answer follows.</returns>
    private async Task<bool?> OddAsync(OddAnswer kind, MirrorRequest request, CancellationToken stop)
    {
        switch (kind)
        {
            case OddAnswer.SlowHeader:
                foreach (var b in Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nX-Padding: " + new string('x', 300)))
                {
                    await SendAsync(new[] { b }, stop);
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
                }

                return false;
            case OddAnswer.EndlessHeader:
                await SendAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), stop);
                for (var line = Encoding.ASCII.GetBytes($"X-Padding: {new string('x', 1000)}\r\n"); ;)
                    await SendAsync(line, stop);
            case OddAnswer.Reset:
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                return false;
            case OddAnswer.RedirectLoop:
                return await StatusAsync("302 Found", stop, $"Location: {request.Path}\r\n");
            case OddAnswer.EndlessInterim:
                for (var hint = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"u8.ToArray(); ;)
                {
                    await SendAsync(hint, stop);
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, stop);
                }

            case OddAnswer.Interim:
                await SendAsync("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"u8.ToArray(), stop);
                return null;
            default:
                return null;
        }
    }

    private async Task AtAsync(int rate, ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        // By the clock and not by the pauses, which are longer than asked for.
        var started = TimeProvider.System.GetTimestamp();
        var step = Math.Max(1, rate / 50);
        for (var at = 0; at < body.Length; at += step)
        {
            await SendAsync(body.Slice(at, Math.Min(step, body.Length - at)), stop);
            var ahead = TimeSpan.FromSeconds((double)(at + step) / rate) - TimeProvider.System.GetElapsedTime(started);
            if (ahead > TimeSpan.Zero)
                await Task.Delay(ahead, TimeProvider.System, stop);
        }
    }

    // A file of a gigabyte is not taken into memory.
    private async Task<bool> LargeAsync(MirrorRequest request, string path, DateTimeOffset modified, CancellationToken stop)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var from = request.From < file.Length && (request.IfRange is null || request.IfRange == modified) ? request.From : 0;
        var range = from > 0 ? $"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}\r\n" : "";
        await SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {(from > 0 ? "206 Partial Content" : "200 OK")}\r\nContent-Length: {file.Length - from}\r\nLast-Modified: {modified:r}\r\n{range}\r\n"), stop);
        file.Position = from;
        if (request.Method != "HEAD")
            await file.CopyToAsync(stream, 256 << 10, stop);
        return true;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    private async Task<bool> StatusAsync(string status, CancellationToken stop, string headers = "")
    {
        var length = status.StartsWith("304", StringComparison.Ordinal) ? "" : "Content-Length: 0\r\n";
        await SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{length}{headers}\r\n"), stop);
        return true;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        await stream.WriteAsync(bytes, stop);
        await stream.FlushAsync(stop);
    }

    private static async Task<bool> ForEverAsync(CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        return false;
    }
}
