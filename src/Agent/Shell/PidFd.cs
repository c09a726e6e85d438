using System.ComponentModel;
using System.Runtime.InteropServices;
using KuPkg.Policy.Model;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Shell;

/// <summary>A handle on one process that a recycled pid cannot redirect (pidfd_open(2)). Thread-safe.</summary>
internal sealed partial class PidFd : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int NoSuchProcess = 3;
    private const long SysPidfdSendSignal = 424;
    private const long SysPidfdOpen = 434;
    private const short PollIn = 1;

    private PidFd(int descriptor, ProcessId id)
        : base(ownsHandle: true)
    {
        Id = id;
        SetHandle(descriptor);
    }

    public ProcessId Id { get; }

    /// <summary>The raw descriptor, for waitid and epoll while this object lives.</summary>
    public int Descriptor => (int)handle;

    /// <summary>Opens the process if it is still the one that was seen: the start time is compared after the open, so that no later process can slip in.</summary>
    /// <returns>Null when it is gone.</returns>
    /// <exception cref="Win32Exception">The kernel refused for another reason, such as too many open files.</exception>
    public static PidFd? TryOpen(ProcessId id)
    {
        var descriptor = (int)Syscall(SysPidfdOpen, id.Pid, 0);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error == NoSuchProcess ? null : throw new Win32Exception(error, $"pidfd_open({id.Pid}): {Marshal.GetPInvokeErrorMessage(error)}");
        }

        var opened = new PidFd(descriptor, id);
        if (ProcStat.TryRead(id.Pid) is { } stat && stat.Id == id)
            return opened;
        opened.Dispose();
        return null;
    }

    /// <summary>Sends a signal.</summary>
    /// <returns>0, or the errno: 3 (ESRCH) when the process is gone.</returns>
    public int Send(int signal) =>
        SyscallSignal(SysPidfdSendSignal, this, signal, 0, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Whether the process has ended (it may still be a zombie). Waits up to the timeout.</summary>
    public unsafe bool HasEnded(TimeSpan timeout = default)
    {
        var poll = new PollDescriptor { Descriptor = Descriptor, Events = PollIn };
        var deadline = TimeProvider.System.GetTimestamp() + (long)(timeout.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (true)
        {
            // Milliseconds are rounded up, so that the last part of one is waited for and not spun through.
            var left = Math.Max(0, Math.Ceiling(TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), deadline).TotalMilliseconds));
            var ready = Poll(&poll, 1, (int)left);
            // SIGCHLD, of which this process hears many, breaks the wait.
            if (ready >= 0 || Marshal.GetLastPInvokeError() != Libc.Interrupted)
                return ready > 0;
        }
    }

    protected override bool ReleaseHandle() => Close((int)handle) == 0;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Syscall(long number, long first, long second);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SyscallSignal(long number, PidFd pidfd, long signal, long info, long flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollDescriptor* descriptors, ulong count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
