using System.Runtime.InteropServices;
using System.Text;

namespace KuPkg.Agent.Shell;

/// <summary>A null-terminated vector of strings outside the managed heap, as argv and envp are.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly int _count;

    /// <summary>In UTF-8.</summary>
    public NativeStrings(IReadOnlyList<string> strings)
        : this(strings.Select(Encoding.UTF8.GetBytes).ToList())
    {
    }

    /// <summary>Byte for byte: what came from outside need not be UTF-8.</summary>
    public NativeStrings(IReadOnlyList<byte[]> strings)
    {
        if (strings.FirstOrDefault(static text => text.Contains((byte)0)) is { } bad)
            throw new ArgumentException($"'{Encoding.UTF8.GetString(bad).Replace('\0', '?')}' holds a null character, which no argument or variable of a process can.", nameof(strings));
        Vector = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
        foreach (var text in strings)
        {
            var bytes = (byte*)NativeMemory.AllocZeroed((nuint)text.Length + 1);
            text.CopyTo(new Span<byte>(bytes, text.Length));
            Vector[_count++] = bytes;
        }
    }

    public byte** Vector { get; private set; }

    public byte* First => Vector[0];

    public void Dispose()
    {
        if (Vector == null)
            return;
        for (var i = 0; i < _count; i++)
            NativeMemory.Free(Vector[i]);
        NativeMemory.Free(Vector);
        Vector = null;
    }
}
