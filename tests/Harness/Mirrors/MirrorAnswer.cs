using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace KuPkg.Harness.Mirrors;

/// <summary>Answers the requests of one connection, rightly or with a fault.</summary>
internal sealed class MirrorAnswer(Socket socket, Stream stream, string directory)
{
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
        }
        var path = Path.GetFullPath(Path.Join(directory, request.Path));
        if (!path.StartsWith(directory + "/", StringComparison.Ordinal) || !File.Exists(path))
            return await StatusAsync("404 Not Found", stop);

        // HTTP dates have whole seconds.
        var modified = new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
        modified = modified.AddTicks(-(modified.Ticks % TimeSpan.TicksPerSecond));
        if (request.IfModifiedSince >= modified)
            return await StatusAsync("304 Not Modified", stop);

        var content = await File.ReadAllBytesAsync(path, stop);
        var from = request.From > 0 && request.From < content.Length && (request.IfRange is null || request.IfRange == modified) ? request.From : 0;
        if (fault is MirrorFault.WrongContent)
            content = [.. content.Select(b => (byte)(b ^ 1))];
        var head = new StringBuilder()
            .Append(from > 0 ? "HTTP/1.1 206 Partial Content\r\n" : "HTTP/1.1 200 OK\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Length: {content.Length - from}\r\n")
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
                var step = Math.Max(1, rate / 10);
                for (var at = 0; at < body.Length; at += step)
                {
                    await SendAsync(body.Slice(at, Math.Min(step, body.Length - at)), stop);
                    await Task.Delay(TimeSpan.FromSeconds((double)step / rate), TimeProvider.System, stop);
                }
                return true;
            default:
                await SendAsync(body, stop);
                return true;
        }
    }

    private async Task<bool> StatusAsync(string status, CancellationToken stop)
    {
        var length = status.StartsWith("304", StringComparison.Ordinal) ? "" : "Content-Length: 0\r\n";
        await SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{length}\r\n"), stop);
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
