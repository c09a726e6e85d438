namespace KuPkg.Agent.Gateway;

/// <summary>Keeps the newest bytes of a source back until there are newer ones, or its right end: what fails at its end has not given all. For one reader.</summary>
/// <param name="source">Gives bytes, 0 at the end, and throws where the end is wrong.</param>
internal sealed class HeldBytes(Func<Memory<byte>, ValueTask<int>> source)
{
    private const int Most = 16 << 10;

    private byte[] _held = new byte[Most];
    private byte[] _newest = new byte[Most];
    private int _count;

    /// <param name="buffer">At least 16 KiB long.</param>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, Most);
        if (_count == 0 && (_count = await source(_held)) == 0)
            return 0;
        var next = await source(_newest);
        _held.AsMemory(0, _count).CopyTo(buffer);
        var given = _count;
        (_held, _newest, _count) = (_newest, _held, next);
        return given;
    }
}
