using System.Buffers.Binary;
using System.Runtime.InteropServices;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Shell;

/// <summary>Takes the exit of children (waitid(2)), one by one and by name: never "any child", which could belong to somebody else.</summary>
internal static unsafe partial class WaitId
{
    private const int AnyChild = 0;
    private const int ByPid = 1;
    private const int ByPidFd = 3;
    private const int NoHang = 1;
    private const int Exits = 4;
    private const int LeaveIt = 0x01000000;
    private const int CodeExited = 1;

    // siginfo_t of SIGCHLD: si_code at 8, si_pid at 16, si_status at 24; 128 bytes in all.
    private const int InfoBytes = 128;
    private const int CodeAt = 8;
    private const int PidAt = 16;
    private const int StatusAt = 24;

    /// <summary>Takes a child's exit if it has ended.</summary>
    /// <returns>Null: not yet (also while a tracer holds it). <see cref="ExitStatus.Unknown"/>: it is not our child, or somebody else took its exit.</returns>
    public static ExitStatus? TryReap(PidFd process) => Take(ByPidFd, process.Descriptor);

    /// <summary>Takes the exit of an ended child by pid, which stays its own until then.</summary>
    public static void Reap(int pid) => _ = Take(ByPid, pid);

    /// <summary>One child that has ended and whose exit nobody took yet; it stays as it is.</summary>
    public static int? PeekEnded()
    {
        Span<byte> info = stackalloc byte[InfoBytes];
        info.Clear();
        return Wait(AnyChild, 0, info, Exits | NoHang | LeaveIt) && BinaryPrimitives.ReadInt32LittleEndian(info[PidAt..]) is var pid and > 0 ? pid : null;
    }

    private static ExitStatus? Take(int kind, int id)
    {
        Span<byte> info = stackalloc byte[InfoBytes];
        info.Clear();
        if (!Wait(kind, id, info, Exits | NoHang))
            return ExitStatus.Unknown;
        if (BinaryPrimitives.ReadInt32LittleEndian(info[PidAt..]) == 0)
            return null;
        var status = BinaryPrimitives.ReadInt32LittleEndian(info[StatusAt..]);
        return BinaryPrimitives.ReadInt32LittleEndian(info[CodeAt..]) == CodeExited ? ExitStatus.Exited(status) : ExitStatus.Signaled(status);
    }

    private static bool Wait(int kind, int id, Span<byte> info, int options)
    {
        fixed (byte* pointer = info)
        {
            while (Call(kind, id, pointer, options) != 0)
            {
                // What is left is ECHILD.
                if (Marshal.GetLastPInvokeError() != Libc.Interrupted)
                    return false;
            }

            return true;
        }
    }

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int Call(int kind, int id, byte* info, int options);
}
