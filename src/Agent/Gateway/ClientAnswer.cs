using System.Buffers;
using System.Globalization;
using System.Net;
using KuPkg.Policy.Mirrors;
using Microsoft.AspNetCore.Http.Features;

namespace KuPkg.Agent.Gateway;

/// <summary>Answers one request of a client for a file.</summary>
internal sealed class ClientAnswer
{
    /// <summary>Files up to this size whose hash is known are checked before their first byte is sent. 1 MiB.</summary>
    private const long CheckedFirst = 1 << 20;

    /// <summary>So often a file is begun again before the client has seen anything of it.</summary>
    private const int MostBeginnings = 8;

    private const int ChunkBytes = 64 << 10;

    private readonly Desk _desk;
    private readonly FilesAhead _ahead;
    private readonly FileRequest _file;
    private readonly IHttpResponseFeature _response;
    private readonly IHttpResponseBodyFeature _body;
    private readonly CancellationToken _stop;
    private readonly Action _abort;

    public ClientAnswer(Desk desk, FilesAhead ahead, FileRequest file, IFeatureCollection features, CancellationToken stop)
    {
        _desk = desk;
        _ahead = ahead;
        _file = file;
        _response = features.GetRequiredFeature<IHttpResponseFeature>();
        _body = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _abort = features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort;
        _stop = stop;
    }

    public async Task GiveAsync()
    {
        try
        {
            if (_file.Nature.Suite is not null && _file is { From: 0 } && !_file.Path.EndsWith(".gpg", StringComparison.Ordinal))
                await ReleaseAsync();
            else if (!await FromSpoolAsync())
                await DirectAsync();
        }
        catch (GivenUp e) when (!_response.HasStarted)
        {
            await Refusal.GiveAsync(_response, _body, e.Status, e.Message);
        }
        catch (Exception e) when (e is GivenUp or FetchInterrupted)
        {
            // It has a part of the file, and must not take it for the whole: it asks again.
            _abort();
        }
    }

    private async Task ReleaseAsync()
    {
        var copy = await ReleaseFetch.RunAsync(_desk, _file, _stop);
        Head(copy.Status, copy.Version, 0, copy.Status == HttpStatusCode.NotModified ? null : _file.IsHead ? copy.Version.LengthBytes : copy.Body.Length);
        if (!_file.IsHead && copy.Status != HttpStatusCode.NotModified)
            await _body.Writer.WriteAsync(copy.Body, _stop);
    }

    private async Task DirectAsync()
    {
        for (var beginning = 1; ; beginning++)
        {
            using var fetch = new FileFetch(_desk, _file, _stop);
            try
            {
                await fetch.OpenAsync();
                if (fetch.Status == HttpStatusCode.NotModified || _file.IsHead)
                {
                    Head(fetch.Status, fetch.Version, 0, fetch.Version.LengthBytes);
                    return;
                }

                if (fetch.IsVerified && fetch.Version.LengthBytes is { } length and <= CheckedFirst)
                    await CheckedAsync(fetch, (int)length);
                else
                    await StreamAsync(fetch);
                return;
            }
            catch (FetchInterrupted) when (!_response.HasStarted && beginning < MostBeginnings)
            {
                // Who failed is noted, and the next beginning asks others.
            }
        }
    }

    // Pooled, as a fresh megabyte for each file must be zeroed and collected.
    private async Task CheckedAsync(FileFetch fetch, int length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length + ChunkBytes);
        try
        {
            var count = 0;
            while (await fetch.ReadAsync(buffer.AsMemory(count)) is var read and > 0)
                count += read;
            Head(fetch.Status, fetch.Version, 0, count);
            await _body.Writer.WriteAsync(buffer.AsMemory(0, count), _stop);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task StreamAsync(FileFetch fetch)
    {
        Head(fetch.Status, fetch.Version, fetch.From, fetch.Version.LengthBytes - fetch.From);
        while (true)
        {
            var read = await fetch.ReadAsync(_body.Writer.GetMemory(ChunkBytes));
            if (read == 0)
                return;
            _body.Writer.Advance(read);
            var flushed = await _body.Writer.FlushAsync(_stop);
            if (flushed.IsCompleted || flushed.IsCanceled)
                throw new OperationCanceledException("The client has closed its connection.");
        }
    }

    private async Task<bool> FromSpoolAsync()
    {
        if (_file.IsHead || _file.IfModifiedSince is not null || _ahead.Join(_file.Key) is not { } spool)
            return false;
        var isServed = false;
        try
        {
            // A small one is checked before its first byte goes out.
            if (await spool.MoreAsync(spool.SizeBytes <= CheckedFirst ? long.MaxValue : 0, _stop) is not { } more)
                return false;
            var isResumed = _file.From > 0 && _file.From < spool.SizeBytes && (_file.IfRange is null || _file.IfRange == Time(spool.Version!.LastModified));
            var at = isResumed ? _file.From : 0;
            Head(isResumed ? HttpStatusCode.PartialContent : HttpStatusCode.OK, spool.Version!, at, spool.SizeBytes - at);
            while (at < spool.SizeBytes)
            {
                more = await spool.MoreAsync(at, _stop) ?? throw new FetchInterrupted("the file that was fetched ahead failed");
                while (at < more.Written)
                {
                    var buffer = _body.Writer.GetMemory(ChunkBytes);
                    var read = spool.Read(buffer.Span[..(int)Math.Min(buffer.Length, more.Written - at)], at);
                    at += read;
                    _body.Writer.Advance(read);
                    var flushed = await _body.Writer.FlushAsync(_stop);
                    if (flushed.IsCompleted || flushed.IsCanceled)
                        throw new OperationCanceledException("The client has closed its connection.");
                }
            }

            isServed = true;
            return true;
        }
        finally
        {
            _ahead.Leave(spool, isServed);
        }
    }

    private void Head(HttpStatusCode status, FileVersion version, long from, long? length)
    {
        _response.StatusCode = (int)status;
        if (length is not null && status != HttpStatusCode.NotModified)
            _response.Headers.ContentLength = length;
        if (Time(version.LastModified) is { } modified)
            _response.Headers.LastModified = modified;
        _response.Headers.AcceptRanges = "bytes";
        if (status == HttpStatusCode.PartialContent)
            _response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{version.LengthBytes - 1}/{version.LengthBytes}");
    }

    private static string? Time(DateTimeOffset? time) => time?.ToString("r", CultureInfo.InvariantCulture);
}
