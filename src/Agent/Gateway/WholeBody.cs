using System.Buffers;

namespace KuPkg.Agent.Gateway;

/// <summary>Reads a small file whole.</summary>
internal static class WholeBody
{
    /// <summary>The largest: 16 MiB. The Release of the largest distributions has 3.</summary>
    public const int Most = 16 << 20;

    private const int LeastRead = 16 << 10;

    /// <param name="source">Gives its bytes, and 0 at the end.</param>
    /// <param name="expected">How many these are going to be; null: not known.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="FetchFailure">It is larger than <see cref="Most"/>, or its source failed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Func<Memory<byte>, CancellationToken, ValueTask<int>> source, long? expected, CancellationToken stop)
    {
        // With room for one more read than there are bytes the buffer never grows.
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp((expected ?? 0) + LeastRead, LeastRead, Most));
        while (await source(body.GetMemory(LeastRead), stop) is var read and > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > Most)
                throw new FetchFailure(Policy.Mirrors.FailureCause.BadAnswer, $"more than {Most >> 20} MiB for a file that is small");
        }

        return body.WrittenMemory;
    }
}
