using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Shell;

/// <summary>The few system calls on descriptors that the base library does not offer. Every descriptor made here is close-on-exec.</summary>
internal static partial class Libc
{
    public const int Interrupted = 4;
    public const int Again = 11;

    private const int OpenWriteOnly = 0x1;
    private const int OpenCreate = 0x40;
    private const int OpenAppend = 0x400;
    private const int OpenNonBlocking = 0x800;
    private const int OpenCloseOnExec = 0x80000;
    private const int DuplicateCloseOnExec = 1030;
    private const int SetStatusFlags = 4;
    private const int OwnerReadWrite = 0x180; // 0600

    /// <summary>Opens a file for appending; made with mode 0600 when it is not there.</summary>
    /// <exception cref="Win32Exception">It cannot be opened.</exception>
    public static SafeFileHandle OpenAppending(string path) =>
        Checked(Open(path, OpenWriteOnly | OpenCreate | OpenAppend | OpenCloseOnExec, OwnerReadWrite), $"open {path} for appending");

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="Win32Exception">It cannot be opened.</exception>
    public static SafeFileHandle OpenReading(string path) => Checked(Open(path, OpenCloseOnExec, 0), $"open {path}");

    /// <summary>Makes a pipe whose reading end does not block. The writing end does, as programs expect it.</summary>
    /// <exception cref="Win32Exception">Too many files are open.</exception>
    public static unsafe (SafeFileHandle Reading, SafeFileHandle Writing) Pipe()
    {
        var ends = stackalloc int[2];
        if (Pipe2(ends, OpenCloseOnExec) != 0)
            throw Failure("make a pipe");
        var (reading, writing) = (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
        if (Control(reading, SetStatusFlags, OpenNonBlocking) < 0)
            throw Failure("make a pipe that does not block");
        return (reading, writing);
    }

    /// <summary>A second descriptor for the same open file, numbered <paramref name="lowest"/> or above.</summary>
    /// <exception cref="Win32Exception">Too many files are open.</exception>
    public static SafeFileHandle DuplicateAbove(SafeFileHandle file, int lowest)
    {
        var descriptor = Control(file, DuplicateCloseOnExec, lowest);
        return descriptor < 0 ? throw Failure("duplicate a descriptor") : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Reads what is there.</summary>
    /// <returns>The bytes read, 0 at the end; -1 when nothing is there yet.</returns>
    /// <exception cref="Win32Exception">The descriptor cannot be read.</exception>
    public static unsafe int Read(SafeFileHandle file, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = (int)ReadBytes(file, start, (nuint)buffer.Length);
                if (count >= 0)
                    return count;
                var error = Marshal.GetLastPInvokeError();
                if (error == Again)
                    return -1;
                if (error != Interrupted)
                    throw Failure("read from a descriptor");
            }
        }
    }

    /// <summary>The exception for the last call's errno.</summary>
    public static Win32Exception Failure(string tried)
    {
        var error = Marshal.GetLastPInvokeError();
        return new Win32Exception(error, $"cannot {tried}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static SafeFileHandle Checked(SafeFileHandle handle, string tried)
    {
        if (!handle.IsInvalid)
            return handle;
        var failure = Failure(tried);
        handle.Dispose();
        throw failure;
    }

    // open(2) and fcntl(2) take their last argument by "...", which on x86-64 and arm64 Linux is passed as a named one would be.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static unsafe partial int Pipe2(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadBytes(SafeFileHandle file, byte* buffer, nuint count);
}
