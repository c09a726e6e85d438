using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Shell;

/// <summary>
/// Reads the new lines of a file that others append to; opens it anew each time and holds nothing open. Not thread-safe.
/// A file that is not there yet is empty. One that became shorter (a script that wrote to <c>&gt; /dev/stdout</c>) is read from its start again.
/// A punched hole is passed over and marked by a line of its own.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="lineBytes">How much of a line is kept.</param>
internal sealed partial class LineFollower(string path, int lineBytes = 64 << 10)
{
    private const int ChunkBytes = 64 << 10;
    private const int MostBytesPerRead = 4 << 20;
    private const int SeekData = 3;

    private readonly LineSplitter _splitter = new(lineBytes);

    /// <summary>How far the file was read.</summary>
    public long Position { get; private set; }

    /// <summary>Whether the last <see cref="Read"/> came to the end of the file as it was then. Otherwise read again.</summary>
    public bool IsAtEnd { get; private set; } = true;

    /// <summary>The line at the end that is not complete, as a job that has ended may leave one; null when there is none.</summary>
    public string? Unfinished => _splitter.Unfinished;

    /// <summary>The complete lines since the last call, of 4 MiB of the file at most; see <see cref="IsAtEnd"/>.</summary>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public IReadOnlyList<string> Read()
    {
        var lines = new List<string>();
        IsAtEnd = true;
        if (!File.Exists(path))
            return lines;

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        if (length < Position)
        {
            _splitter.Clear();
            Position = 0;
        }

        SkipHole(file, lines);
        Span<byte> chunk = new byte[(int)Math.Min(ChunkBytes, Math.Max(0, length - Position))];
        var end = Position + MostBytesPerRead;
        while (Position < length && Position < end && RandomAccess.Read(file, chunk, Position) is var count and > 0)
        {
            _splitter.Feed(chunk[..count], lines);
            Position += count;
        }

        IsAtEnd = Position >= length;
        return lines;
    }

    // Without holes, or on a file system that does not tell, data begins where we are. Past the last data there is nothing to find (ENXIO).
    private void SkipHole(SafeFileHandle file, List<string> lines)
    {
        var data = Seek(file, Position, SeekData);
        if (data <= Position)
            return;
        if (_splitter.Unfinished is { } cut)
            lines.Add(cut);
        _splitter.Clear();
        lines.Add($"[… {data - Position} bytes were not kept]");
        Position = data;
    }

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long offset, int whence);
}
