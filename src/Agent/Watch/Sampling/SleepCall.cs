using System.Runtime.InteropServices;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>The system calls in which a process may sleep, as far as they tell what it waits for.</summary>
internal enum SleepCall
{
    Other,
    Read,
    Write,
    Poll,
    PPoll,
    Select,
    PSelect,
    Epoll,
    Socket,
    Flock,
    Fcntl,
    Wait,
    Timer,
}

/// <summary>One reading of <c>/proc/PID/syscall</c>: the call and its arguments.</summary>
internal readonly record struct SleepingIn(SleepCall Call, ulong First, ulong Second, ulong Third, ulong Fourth, ulong Fifth)
{
    private static readonly bool IsX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    // 0 0x0 0x7ffd3a3f5b60 0x400 0x0 0x0 0x0 0x7ffd3a3f5a98 0x7f1c2b3e4a61
    // running                    (on a CPU, or about to be)
    // -1 0x7ffd3a3f5a98 0x7f…    (asleep outside a system call, such as in a page fault)
    public static SleepingIn? Parse(string text)
    {
        var fields = text.TrimEnd('\n').Split(' ');
        if (fields.Length < 7 || !long.TryParse(fields[0], out var number))
            return null;
        Span<ulong> arguments = stackalloc ulong[5];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = ulong.TryParse(fields[i + 1].AsSpan(2), System.Globalization.NumberStyles.HexNumber, null, out var value) ? value : 0;
        return new SleepingIn(CallOf(number), arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
    }

    // Numbers of arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h (arm64).
    private static SleepCall CallOf(long number) => IsX64
        ? number switch
        {
            0 or 17 or 19 => SleepCall.Read,
            1 or 18 or 20 => SleepCall.Write,
            7 => SleepCall.Poll,
            271 => SleepCall.PPoll,
            23 => SleepCall.Select,
            270 => SleepCall.PSelect,
            232 or 281 or 441 => SleepCall.Epoll,
            42 or 43 or 44 or 45 or 46 or 47 or 288 or 299 or 307 => SleepCall.Socket,
            73 => SleepCall.Flock,
            72 => SleepCall.Fcntl,
            61 or 247 => SleepCall.Wait,
            35 or 230 => SleepCall.Timer,
            _ => SleepCall.Other,
        }
        : number switch
        {
            63 or 65 or 67 => SleepCall.Read,
            64 or 66 or 68 => SleepCall.Write,
            73 => SleepCall.PPoll,
            72 => SleepCall.PSelect,
            22 or 441 => SleepCall.Epoll,
            202 or 203 or 206 or 207 or 211 or 212 or 242 or 243 or 269 => SleepCall.Socket,
            32 => SleepCall.Flock,
            25 => SleepCall.Fcntl,
            95 or 260 => SleepCall.Wait,
            101 or 115 => SleepCall.Timer,
            _ => SleepCall.Other,
        };
}
