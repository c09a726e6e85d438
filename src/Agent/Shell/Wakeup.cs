using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Shell;

/// <summary>Wakes a thread that waits on descriptors (eventfd(2)). Thread-safe; many calls before a wake count as one.</summary>
internal sealed unsafe partial class Wakeup : IDisposable
{
    private const int Flags = 0x80000 | 0x800; // close-on-exec, non-blocking

    public Wakeup()
    {
        if (Descriptor.IsInvalid)
            throw Libc.Failure("make an eventfd");
    }

    public SafeFileHandle Descriptor { get; } = new(Create(0, Flags), ownsHandle: true);

    public void Signal()
    {
        ulong one = 1;
        // It fails only when the counter is full, and then the thread is woken anyway.
        _ = Write(Descriptor, &one, sizeof(ulong));
    }

    public void Clear()
    {
        Span<byte> counter = stackalloc byte[sizeof(ulong)];
        _ = Libc.Read(Descriptor, counter);
    }

    public void Dispose() => Descriptor.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int Create(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, ulong* value, nuint count);
}
