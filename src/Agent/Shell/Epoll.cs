using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Shell;

/// <summary>Waits on many descriptors at once (epoll(7)), level triggered, for reading. Adding and removing are thread-safe; one thread waits.</summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int AddOperation = 1;
    private const int RemoveOperation = 2;
    private const uint Readable = 1;
    private const int MostEvents = 64;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int KeyOffset = EventBytes - 8;

    private readonly SafeFileHandle _epoll = new(Create(CloseOnExec), ownsHandle: true);
    private readonly byte[] _events = new byte[MostEvents * 16];

    public Epoll()
    {
        if (_epoll.IsInvalid)
            throw Libc.Failure("make an epoll descriptor");
    }

    /// <summary>Begins to watch a descriptor.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The kernel has no room for another.</exception>
    public void Add(SafeHandle descriptor, ulong key)
    {
        Span<byte> entry = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, Readable);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[KeyOffset..], key);
        fixed (byte* pointer = entry)
        {
            if (Control(_epoll, AddOperation, descriptor, pointer) != 0)
                throw Libc.Failure("watch a descriptor");
        }
    }

    /// <summary>Ends watching it. Call before it is closed.</summary>
    public void Remove(SafeHandle descriptor)
    {
        var unused = stackalloc byte[16];
        if (Control(_epoll, RemoveOperation, descriptor, unused) != 0)
            throw Libc.Failure("stop watching a descriptor");
    }

    /// <summary>Waits until something is readable.</summary>
    /// <param name="milliseconds">The longest wait; -1: none.</param>
    /// <returns>The keys of what is readable; empty when the time passed or a signal came.</returns>
    public IReadOnlyList<ulong> Wait(int milliseconds)
    {
        fixed (byte* events = _events)
        {
            var count = WaitFor(_epoll, events, MostEvents, milliseconds);
            if (count < 0 && Marshal.GetLastPInvokeError() != Libc.Interrupted)
                throw Libc.Failure("wait for descriptors");
            var keys = new ulong[Math.Max(0, count)];
            for (var i = 0; i < keys.Length; i++)
                keys[i] = BinaryPrimitives.ReadUInt64LittleEndian(_events.AsSpan((i * EventBytes) + KeyOffset));
            return keys;
        }
    }

    public void Dispose() => _epoll.Dispose();

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle epoll, int operation, SafeHandle descriptor, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int WaitFor(SafeFileHandle epoll, byte* events, int most, int milliseconds);
}
