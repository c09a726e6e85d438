using System.Text;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Shell;

/// <summary>The reading end of a child's output: keeps the start up to a limit, reads and counts the rest. Thread-safe.</summary>
internal sealed class Capture(SafeFileHandle reading, int mostBytes) : IDisposable
{
    // The most that a pipe holds (/proc/sys/fs/pipe-max-size), so all that was written before the exit is read, and a daemon that goes on writing holds nobody up.
    private const int DrainBytes = 1 << 20;

    private readonly Lock _gate = new();
    private readonly MemoryStream _kept = new();
    private readonly byte[] _chunk = new byte[1 << 16];
    private long _read;

    public SafeFileHandle Reading { get; } = reading;

    /// <summary>Whether more was printed than was kept.</summary>
    public bool IsTruncated
    {
        get
        {
            lock (_gate)
                return _read > _kept.Length;
        }
    }

    /// <summary>What was kept, invalid UTF-8 replaced.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
                return Encoding.UTF8.GetString(_kept.GetBuffer(), 0, (int)_kept.Length);
        }
    }

    /// <summary>Reads a part of what is there.</summary>
    /// <returns>The bytes read, 0 at the end, -1 when nothing is there.</returns>
    public int ReadSome()
    {
        lock (_gate)
        {
            var count = Libc.Read(Reading, _chunk);
            if (count <= 0)
                return count;
            _read += count;
            _kept.Write(_chunk, 0, (int)Math.Min(count, mostBytes - _kept.Length));
            return count;
        }
    }

    /// <summary>Reads what is there now, however many still hold the other end.</summary>
    public void Drain()
    {
        for (var drained = 0; drained < DrainBytes;)
        {
            if (ReadSome() is not (var count and > 0))
                return;
            drained += count;
        }
    }

    public void Dispose() => Reading.Dispose();
}
