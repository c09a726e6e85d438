using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace KuPkg.Agent.Shell;

internal static unsafe partial class PosixSpawn
{
    private const int NoExecutableFormat = 8;

    /// <summary>Starts a command that stands in for this process.</summary>
    /// <returns>0, or the errno: 2 when it is not found, others when it is found and cannot be executed.</returns>
    public static int TryStart(InPlaceRequest request, out int pid)
    {
        using var environment = new NativeStrings(request.Environment);
        var attributes = stackalloc byte[AttributesBytes];
        Check(InitializeAttributes(attributes));
        try
        {
            var signals = stackalloc byte[SignalSetBytes];
            new Span<byte>(signals, SignalSetBytes).Clear();
            Check(SetMask(attributes, signals));
            new Span<byte>(signals, SignalSetBytes).Fill(0xff);
            BinaryPrimitives.WriteUInt64LittleEndian(new Span<byte>(signals, sizeof(ulong)), ~request.IgnoredSignals);
            Check(SetDefaults(attributes, signals));
            Check(SetFlags(attributes, (short)(SetSignalDefaults | SetSignalMask | (request.HasOwnSession ? SetSession : 0))));

            var error = StartByName(request.Arguments, attributes, environment, out pid);
            // As execvp(3) does: a file of no known format is a script without a first line.
            return error == NoExecutableFormat ? StartByName(["/bin/sh"u8.ToArray(), .. request.Arguments], attributes, environment, out pid) : error;
        }
        finally
        {
            _ = DestroyAttributes(attributes);
        }
    }

    private static int StartByName(IReadOnlyList<byte[]> arguments, byte* attributes, NativeStrings environment, out int pid)
    {
        using var vector = new NativeStrings(arguments);
        return SpawnByName(out pid, vector.First, null, attributes, vector.Vector, environment.Vector);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnp")]
    private static partial int SpawnByName(out int pid, byte* file, byte* actions, byte* attributes, byte** arguments, byte** environment);
}
