using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>
/// Reads /proc at a few system calls a file and without allocating: the sampler does it several times a second for as long as a job lives.
/// A process may be gone at any moment, so a failure is only "cannot be read".
/// </summary>
internal static unsafe partial class RawProc
{
    private const int OpenCloseOnExec = 0x80000;
    private const int OpenDirectory = 0x10000;
    private const int DirectoryHeaderBytes = 19;
    private const int MaxPath = 96;

    /// <summary>Reads <c>/proc/PID/NAME</c> from its start; -1 when it cannot be read.</summary>
    public static int Read(int pid, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        Span<byte> path = stackalloc byte[MaxPath];
        PathOf(path, pid, name, -1);
        return ReadPath(path, buffer);
    }

    /// <summary>Reads <c>/proc/PID/task/TID/NAME</c>.</summary>
    public static int ReadTask(int pid, int thread, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        Span<byte> path = stackalloc byte[MaxPath];
        TaskPathOf(path, pid, thread, name);
        return ReadPath(path, buffer);
    }

    /// <summary>Adds the numbers in <c>/proc/PID/task/TID/children</c> to a list; none when the thread is gone.</summary>
    public static void AddChildren(int pid, int thread, List<int> children)
    {
        Span<byte> path = stackalloc byte[MaxPath];
        TaskPathOf(path, pid, thread, "children"u8);
        var file = OpenPath(path, OpenCloseOnExec);
        if (file < 0)
            return;

        Span<byte> buffer = stackalloc byte[4096];
        int number = 0, length;
        while ((length = ReadFile(file, buffer)) > 0)
        {
            foreach (var digit in buffer[..length])
            {
                if (digit is >= (byte)'0' and <= (byte)'9')
                {
                    number = (number * 10) + digit - '0';
                }
                else if (number > 0)
                {
                    children.Add(number);
                    number = 0;
                }
            }
        }

        _ = Close(file);
    }

    /// <summary>Adds the numeric names in a directory of /proc to a list: all pids for pid 0, else what is in <c>/proc/PID/NAME</c>.</summary>
    public static void AddNumbers(int pid, ReadOnlySpan<byte> name, List<int> numbers)
    {
        Span<byte> path = stackalloc byte[MaxPath];
        if (pid == 0)
            "/proc\0"u8.CopyTo(path);
        else
            PathOf(path, pid, name, -1);
        var directory = OpenPath(path, OpenDirectory | OpenCloseOnExec);
        if (directory < 0)
            return;

        Span<byte> buffer = stackalloc byte[16 * 1024];
        int length;
        while ((length = ReadDirectory(directory, buffer)) > 0)
        {
            for (var at = 0; at + DirectoryHeaderBytes < length; at += BinaryPrimitives.ReadUInt16LittleEndian(buffer[(at + 16)..]))
            {
                var entry = buffer[(at + DirectoryHeaderBytes)..length];
                if (entry[0] is >= (byte)'0' and <= (byte)'9' && Utf8Parser.TryParse(entry, out int number, out _))
                    numbers.Add(number);
            }
        }

        _ = Close(directory);
    }

    /// <summary>What <c>/proc/PID/fd/N</c> points to, such as <c>socket:[123]</c>; empty when it cannot be read.</summary>
    public static string Descriptor(int pid, int descriptor)
    {
        Span<byte> target = stackalloc byte[512];
        var length = DescriptorInto(pid, descriptor, target);
        return length > 0 ? Encoding.UTF8.GetString(target[..length]) : "";
    }

    /// <summary>The same without allocating.</summary>
    public static int DescriptorInto(int pid, int descriptor, Span<byte> target)
    {
        Span<byte> path = stackalloc byte[MaxPath];
        PathOf(path, pid, "fd"u8, descriptor);
        fixed (byte* p = path, t = target)
            return (int)ReadLink(p, t, (nuint)target.Length);
    }

    /// <summary>Reads a process's memory; -1 when it cannot be read.</summary>
    public static int Memory(int pid, ulong address, Span<byte> buffer)
    {
        Span<byte> path = stackalloc byte[MaxPath];
        PathOf(path, pid, "mem"u8, -1);
        var file = OpenPath(path, OpenCloseOnExec);
        if (file < 0)
            return -1;
        fixed (byte* b = buffer)
        {
            var length = (int)ReadAt(file, b, (nuint)buffer.Length, (long)address);
            _ = Close(file);
            return length;
        }
    }

    private static void PathOf(Span<byte> path, int pid, ReadOnlySpan<byte> name, int below)
    {
        "/proc/"u8.CopyTo(path);
        var at = 6;
        at += Number(path[at..], pid);
        path[at++] = (byte)'/';
        name.CopyTo(path[at..]);
        at += name.Length;
        if (below >= 0)
        {
            path[at++] = (byte)'/';
            at += Number(path[at..], below);
        }

        path[at] = 0;
    }

    private static void TaskPathOf(Span<byte> path, int pid, int thread, ReadOnlySpan<byte> name)
    {
        PathOf(path, pid, "task"u8, thread);
        var at = path.IndexOf((byte)0);
        path[at++] = (byte)'/';
        name.CopyTo(path[at..]);
        path[at + name.Length] = 0;
    }

    private static int Number(Span<byte> path, int number)
    {
        _ = Utf8Formatter.TryFormat(number, path, out var written);
        return written;
    }

    private static int ReadPath(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        var file = OpenPath(path, OpenCloseOnExec);
        if (file < 0)
            return -1;
        var length = ReadFile(file, buffer);
        _ = Close(file);
        return length;
    }

    private static int OpenPath(ReadOnlySpan<byte> path, int flags)
    {
        fixed (byte* p = path)
            return Open(p, flags);
    }

    private static int ReadFile(int file, Span<byte> buffer)
    {
        fixed (byte* b = buffer)
            return (int)Read(file, b, (nuint)buffer.Length);
    }

    private static int ReadDirectory(int directory, Span<byte> buffer)
    {
        fixed (byte* b = buffer)
            return (int)GetDirectoryEntries(directory, b, (nuint)buffer.Length);
    }

    [LibraryImport("libc", EntryPoint = "open")]
    private static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "pread")]
    private static partial nint ReadAt(int file, byte* buffer, nuint length, long offset);

    [LibraryImport("libc", EntryPoint = "readlink")]
    private static partial nint ReadLink(byte* path, byte* target, nuint length);

    // glibc has it since 2.30.
    [LibraryImport("libc", EntryPoint = "getdents64")]
    private static partial nint GetDirectoryEntries(int directory, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
