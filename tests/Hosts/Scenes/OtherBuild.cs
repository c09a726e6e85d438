using System.Buffers.Binary;
using System.Security.Cryptography;

namespace KuPkg.Hosts.Scenes;

/// <summary>
/// A second build of kupkg, in which each bundled assembly lies elsewhere in the file, as it does in every real one: the published binary with some room between program and
/// bundle. It works like the first; but a process of the first that reads it finds nothing where it looks.
/// </summary>
public static class OtherBuild
{
    // More than any assembly is long, and whole pages, as the assemblies are mapped.
    private const int Room = 32 << 20;

    // The place of the bundle's header stands before this in the program (dotnet/runtime, src/native/corehost/bundle).
    private static readonly byte[] Marker = SHA256.HashData(".net core bundle\n"u8);

    /// <summary>Writes it.</summary>
    public static void Write(string binary, string other)
    {
        var bytes = File.ReadAllBytes(binary);
        var pointer = bytes.AsSpan().IndexOf(Marker) - sizeof(long);
        var header = Shift(bytes, pointer) - Room;

        // Header: major, minor, number of files (4 bytes each), bundle id (length, text), deps.json and runtimeconfig.json (offset and size of each), flags.
        // Entry: offset, size, compressed size (8 bytes each), kind (1), path (length, text).
        var at = (int)header + 8;
        var files = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
        at += 4;
        at = AfterText(bytes, at);
        Shift(bytes, at);
        Shift(bytes, at + 16);
        at += 16 + 16 + 8;
        var first = long.MaxValue;
        for (var file = 0; file < files; file++)
        {
            first = Math.Min(first, Shift(bytes, at) - Room);
            at = AfterText(bytes, at + 25);
        }

        using var to = File.Create(other);
        to.Write(bytes.AsSpan(0, (int)first));
        to.Write(new byte[Room]);
        to.Write(bytes.AsSpan((int)first));
    }

    private static long Shift(byte[] bytes, int at)
    {
        var shifted = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at)) + Room;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), shifted);
        return shifted;
    }

    private static int AfterText(byte[] bytes, int at)
    {
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            length |= (part & 0x7f) << shift;
            if (part < 0x80)
                return at + length;
        }
    }
}
