using System.Buffers.Binary;
using System.Numerics;

namespace KuPkg.Agent.Drivers.Apt.Rebuild;

/// <summary>
/// MD5 (RFC 1321), with which dpkg knows its files again; no protection against anybody. The framework's own needs the OpenSSL library, which a host may not have. Not thread-safe.
/// </summary>
internal sealed class Md5
{
    private const int BlockLength = 64;

    private static readonly int[] Shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

    private static readonly uint[] Sines = [.. Enumerable.Range(1, 64).Select(static i => (uint)(long)(Math.Abs(Math.Sin(i)) * 4294967296.0))];

    private readonly byte[] _waiting = new byte[BlockLength];
    private uint _a = 0x67452301, _b = 0xefcdab89, _c = 0x98badcfe, _d = 0x10325476;
    private long _length;

    /// <summary>The hash of all of it, in lower-case digits.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var hash = new Md5();
        hash.Add(bytes);
        return hash.End();
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var held = (int)(_length % BlockLength);
        _length += bytes.Length;
        if (held > 0)
        {
            var taken = Math.Min(BlockLength - held, bytes.Length);
            bytes[..taken].CopyTo(_waiting.AsSpan(held));
            bytes = bytes[taken..];
            if (held + taken < BlockLength)
                return;
            Block(_waiting);
        }

        for (; bytes.Length >= BlockLength; bytes = bytes[BlockLength..])
            Block(bytes);
        bytes.CopyTo(_waiting);
    }

    /// <summary>The hash, in lower-case digits. Asked once.</summary>
    public string End()
    {
        var bits = _length * 8;
        var padding = new byte[(int)((_length % BlockLength < 56 ? 56 : 120) - (_length % BlockLength)) + 8];
        padding[0] = 0x80;
        BinaryPrimitives.WriteInt64LittleEndian(padding.AsSpan(padding.Length - 8), bits);
        Add(padding);
        Span<byte> hash = stackalloc byte[16];
        foreach (var (word, at) in ((uint, int)[])[(_a, 0), (_b, 4), (_c, 8), (_d, 12)])
            BinaryPrimitives.WriteUInt32LittleEndian(hash[at..], word);
        return Convert.ToHexStringLower(hash);
    }

    private void Block(ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[16];
        for (var i = 0; i < words.Length; i++)
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(i * 4)..]);
        var (a, b, c, d) = (_a, _b, _c, _d);
        for (var i = 0; i < 64; i++)
        {
            var (mixed, word) = (i / 16) switch
            {
                0 => ((b & c) | (~b & d), i),
                1 => ((d & b) | (~d & c), ((5 * i) + 1) % 16),
                2 => (b ^ c ^ d, ((3 * i) + 5) % 16),
                _ => (c ^ (b | ~d), 7 * i % 16),
            };
            var sum = a + mixed + Sines[i] + words[word];
            (a, d, c, b) = (d, c, b, b + BitOperations.RotateLeft(sum, Shifts[(i / 16 * 4) + (i % 4)]));
        }

        (_a, _b, _c, _d) = (_a + a, _b + b, _c + c, _d + d);
    }
}
