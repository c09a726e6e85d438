namespace KuPkg.Agent.Drivers.Apt.Rebuild;

/// <summary>A file that ends where it ended when it was opened, and is hashed while it is read. One user.</summary>
internal sealed class HashedFile(string path) : Stream
{
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    private readonly Md5 _hash = new();
    private long _at;
    private long? _length;

    public override bool CanRead => true;

    // The writer of tar archives asks for the length, and only streams that can seek have one.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length ??= _file.Length;

    public override long Position
    {
        get => _at;
        set => throw new NotSupportedException("it is read from its beginning to its end, once");
    }

    /// <summary>The hash of all that was read. Asked once.</summary>
    public string Hash() => _hash.End();

    /// <exception cref="IOException">It became shorter meanwhile.</exception>
    public override int Read(Span<byte> buffer)
    {
        var most = (int)Math.Min(buffer.Length, Length - _at);
        if (most <= 0)
            return 0;
        var read = _file.Read(buffer[..most]);
        if (read == 0)
            throw new IOException($"{path} became shorter while it was read");
        _hash.Add(buffer[..read]);
        _at += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }
}
