namespace KuPkg.Agent.Drivers.Apt.Rebuild;

/// <summary>More was written than there is room for.</summary>
internal sealed class TooLargeException(string message) : IOException(message);

/// <summary>A file that is written up to a size, and not while a stop is asked for. One user.</summary>
internal sealed class BoundedFile(string path, UnixFileMode mode, long mostBytes, CancellationToken stop) : FileStream(path, new FileStreamOptions
{
    Mode = FileMode.Create, Access = FileAccess.ReadWrite, UnixCreateMode = mode, BufferSize = 1 << 16,
})
{
    /// <exception cref="TooLargeException">It would be larger than it may be.</exception>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    // The one through which all other forms of writing go in a class of its own.
    public override void Write(byte[] buffer, int offset, int count)
    {
        stop.ThrowIfCancellationRequested();
        if (Position + count > mostBytes)
            throw new TooLargeException($"it is larger than the {mostBytes / 1048576.0:0.0} MiB that there is room for");
        base.Write(buffer, offset, count);
    }
}
