using System.Buffers.Binary;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>The descriptors for whose input a sleeping process waits.</summary>
/// <param name="Descriptors">Their numbers.</param>
/// <param name="IsPatient">Whether it waits without a time limit worth the name.</param>
internal sealed record WaitedFor(IReadOnlyList<int> Descriptors, bool IsPatient)
{
    private const int MaxDescriptors = 256;
    private const short PollInput = 0x1;

    /// <summary>A wait that ends by itself sooner is a loop that looks after other things too.</summary>
    private const long PatientSeconds = 10;

    private static readonly WaitedFor Nothing = new([], true);

    public static WaitedFor Of(int pid, SleepingIn call) => call.Call switch
    {
        SleepCall.Read or SleepCall.Socket => new([(int)call.First], true),
        SleepCall.Poll => new(Polled(pid, call), (int)call.Third is < 0 or > (int)PatientSeconds * 1000),
        SleepCall.PPoll => new(Polled(pid, call), IsLong(pid, call.Third)),
        SleepCall.Select or SleepCall.PSelect => new(Selected(pid, call), IsLong(pid, call.Fifth)),
        SleepCall.Epoll => new(InEpoll(pid, (int)call.First), (int)call.Fourth is < 0 or > (int)PatientSeconds * 1000),
        _ => Nothing,
    };

    // struct pollfd { int fd; short events; short revents; }
    private static List<int> Polled(int pid, SleepingIn call)
    {
        var count = (int)Math.Min(call.Second, MaxDescriptors);
        var buffer = new byte[count * 8];
        var length = RawProc.Memory(pid, call.First, buffer);
        var descriptors = new List<int>();
        for (var at = 0; at + 8 <= length; at += 8)
        {
            var descriptor = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at));
            if (descriptor >= 0 && (BinaryPrimitives.ReadInt16LittleEndian(buffer.AsSpan(at + 4)) & PollInput) != 0)
                descriptors.Add(descriptor);
        }

        return descriptors;
    }

    // A set of bits, one for each descriptor below the first argument; the second argument is the set for reading.
    private static List<int> Selected(int pid, SleepingIn call)
    {
        var count = (int)Math.Min(call.First, 1024);
        var bits = new byte[(count + 7) / 8];
        var descriptors = new List<int>();
        if (call.Second == 0 || RawProc.Memory(pid, call.Second, bits) != bits.Length)
            return descriptors;
        for (var descriptor = 0; descriptor < count; descriptor++)
        {
            if ((bits[descriptor / 8] & (1 << (descriptor % 8))) != 0)
                descriptors.Add(descriptor);
        }

        return descriptors;
    }

    // pos:	0
    // flags:	02
    // tfd:        5 events:       19 data:                5  pos:0 ino:61 sdev:5
    private static List<int> InEpoll(int pid, int epoll)
    {
        var descriptors = new List<int>();
        foreach (var line in (Shell.ProcFile.TryReadText($"/proc/{pid}/fdinfo/{epoll}", 16 * 1024) ?? "").Split('\n'))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 1 && fields[0] == "tfd:" && int.TryParse(fields[1], out var descriptor) && descriptors.Count < MaxDescriptors)
                descriptors.Add(descriptor);
        }

        return descriptors;
    }

    // A null time limit means for ever; else struct timespec or timeval, whose first field is seconds.
    private static bool IsLong(int pid, ulong address)
    {
        Span<byte> seconds = stackalloc byte[8];
        return address == 0 || (RawProc.Memory(pid, address, seconds) == 8 && BinaryPrimitives.ReadInt64LittleEndian(seconds) > PatientSeconds);
    }
}
