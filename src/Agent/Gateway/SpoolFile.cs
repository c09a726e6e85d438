using KuPkg.Policy.Mirrors;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Gateway;

/// <summary>
/// A file that is fetched ahead. It has no name in its folder from the moment that it is open, so that it is gone with the process whatever happens. One writer and any
/// number of readers, each at its own place.
/// </summary>
/// <param name="file">Which one.</param>
/// <param name="sizeBytes">Its size.</param>
internal sealed class SpoolFile(FileRequest file, long sizeBytes)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SafeFileHandle? _handle;
    private long _written;
    private int _users = 1;

    private enum Stage
    {
        Planned,
        Running,
        Done,
        Failed,
        Left,
    }

    private Stage _stage;

    public FileRequest File { get; } = file;

    public long SizeBytes { get; } = sizeBytes;

    public FileVersion? Version { get; private set; }

    /// <summary>Whether room on the disk was set aside for it. Of the plan, under its lock.</summary>
    public bool HasRoom { get; set; }

    /// <summary>The writer begins. False: a client has taken the file out of the plan.</summary>
    public bool TryBegin()
    {
        lock (_gate)
        {
            if (_stage != Stage.Planned)
                return false;
            _stage = Stage.Running;
            return true;
        }
    }

    /// <summary>A reader comes. False: the file is not begun (and now will not be), or it failed: fetch it otherwise. True: call <see cref="Release"/> in the end.</summary>
    public bool TryJoin()
    {
        lock (_gate)
        {
            if (_stage == Stage.Planned)
                _stage = Stage.Left;
            if (_stage is Stage.Left or Stage.Failed)
                return false;
            _users++;
            return true;
        }
    }

    public void Open(string folder, FileVersion version)
    {
        var path = Path.Combine(folder, Path.GetRandomFileName());
        _handle = System.IO.File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        System.IO.File.Delete(path);
        Version = version;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_handle!, bytes, _written);
        var length = bytes.Length;
        Change(() => _written += length);
    }

    public void End(bool isWhole) => Change(() => _stage = isWhole ? Stage.Done : Stage.Failed);

    /// <summary>Waits until there are more bytes than these, or the end.</summary>
    /// <returns>How many there are, and whether there will be no more; null: the fetch failed.</returns>
    public async Task<(long Written, bool IsDone)?> MoreAsync(long than, CancellationToken stop)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_stage == Stage.Failed)
                    return null;
                if (_written > than || _stage == Stage.Done)
                    return (_written, _stage == Stage.Done);
                changed = _changed.Task;
            }

            await changed.WaitAsync(stop);
        }
    }

    public int Read(Span<byte> buffer, long at) => RandomAccess.Read(_handle!, buffer, at);

    /// <summary>The writer or a reader goes; with the last one the space is free.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (--_users == 0)
                _handle?.Dispose();
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
