using System.Runtime.InteropServices;
using System.Text;

namespace KuPkg.Agent.Shell;

/// <summary>A null-terminated vector of UTF-8 strings outside the managed heap, as argv and envp are.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly int _count;

    public NativeStrings(IReadOnlyList<string> strings)
    {
        if (strings.FirstOrDefault(static text => text.Contains('\0')) is { } bad)
            throw new ArgumentException($"'{bad.Replace('\0', '?')}' holds a null character, which no argument or variable of a process can.", nameof(strings));
        Vector = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
        foreach (var text in strings)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            var bytes = (byte*)NativeMemory.AllocZeroed((nuint)length + 1);
            _ = Encoding.UTF8.GetBytes(text, new Span<byte>(bytes, length));
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
