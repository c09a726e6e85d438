using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Shell;

/// <summary>
/// Bounds the disk space of a file that a child appends to: when it takes more than <paramref name="mostBytes"/>, its middle is given back to the file system by punching a hole.
/// The first 256 KiB and the last half of the bound stay, and so do all positions in the file. Not thread-safe.
/// </summary>
/// <param name="path">The file; it may not be there yet.</param>
/// <param name="mostBytes">The bound; 1 MiB and more.</param>
internal sealed partial class OutputBound(string path, long mostBytes)
{
    /// <summary>What always stays at the start: how it began is worth the most to a reader.</summary>
    public const int HeadBytes = 256 << 10;

    private const int BlockBytes = 4096;
    private const int KeepSize = 1;
    private const int PunchHole = 2;

    private long _punchedTo = HeadBytes;

    /// <summary>Why the file cannot be bounded, in words; null while it can. It is then left to grow, and not tried again.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Punches if it is time; cheap otherwise.</summary>
    public void Apply()
    {
        if (Trouble is not null || new FileInfo(path) is not { Exists: true } info)
            return;
        var length = info.Length;
        if (HeadBytes + length - _punchedTo <= Math.Max(mostBytes, 4 * HeadBytes))
            return;

        var end = (length - (Math.Max(mostBytes, 4 * HeadBytes) / 2)) / BlockBytes * BlockBytes;
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            Punch(file, end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Trouble = Describe(e.Message);
        }
    }

    private void Punch(SafeFileHandle file, long end)
    {
        while (Allocate(file, PunchHole | KeepSize, HeadBytes, end - HeadBytes) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Libc.Interrupted)
                continue;
            Trouble = Describe(Marshal.GetPInvokeErrorMessage(error));
            return;
        }

        _punchedTo = end;
    }

    private string Describe(string cause) =>
        $"Tried to keep {path} below {mostBytes >> 20} MiB by punching a hole: {cause}. The work goes on and the file grows; put it on a file system with holes (ext4, xfs, btrfs, tmpfs) if space is short.";

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);
}
