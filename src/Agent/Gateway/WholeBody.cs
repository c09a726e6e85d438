using System.Buffers;

namespace KuPkg.Agent.Gateway;

/// <summary>Reads a small file whole.</summary>
internal static class WholeBody
{
    /// <summary>The largest: 16 MiB. The Release of the largest distributions has 3.</summary>
    public const int Most = 16 << 20;

    /// <exception cref="FetchFailure">It is larger than <see cref="Most"/>, or its source failed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Func<Memory<byte>, CancellationToken, ValueTask<int>> source, CancellationToken stop)
    {
        var body = new ArrayBufferWriter<byte>();
        while (await source(body.GetMemory(16 << 10), stop) is var read and > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > Most)
                throw new FetchFailure(Policy.Mirrors.FailureCause.BadAnswer, $"more than {Most >> 20} MiB for a file that is small");
        }

        return body.WrittenMemory;
    }
}
