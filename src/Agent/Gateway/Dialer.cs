using System.Net;
using System.Net.Sockets;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>
/// Connects to a host by whichever of its addresses answers first (RFC 8305, happy eyeballs): IPv6 and IPv4 by turns, the next one when the one before has failed or
/// <see cref="HeadStart"/> has passed. So a family that leads nowhere costs that long and no more. Thread-safe.
/// </summary>
/// <param name="time">For the head start.</param>
/// <param name="limit">For all of it, from the name to the connection.</param>
/// <param name="resolve">The addresses of a name; null: as the host resolves it.</param>
internal sealed class Dialer(TimeProvider time, TimeSpan limit, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    public static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);
    private const int MostAddresses = 8;

    /// <param name="end">The host and port.</param>
    /// <param name="mayUse">Which addresses may be connected to.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="FetchFailure">No connection came about.</exception>
    public async Task<Socket> ConnectAsync(DnsEndPoint end, Func<IPAddress, bool> mayUse, CancellationToken stop)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, timer.Token);
        try
        {
            var addresses = IPAddress.TryParse(end.Host, out var literal) ? [literal] : await (resolve ?? Dns.GetHostAddressesAsync)(end.Host, over.Token);
            var allowed = ByTurns(addresses.Where(mayUse)).Take(MostAddresses).ToList();
            if (allowed.Count == 0)
                throw new FetchFailure(FailureCause.Forbidden, "it leads to an address of a private network");
            return await RaceAsync(allowed, end.Port, over.Token);
        }
        catch (OperationCanceledException e) when (timer.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new FetchFailure(FailureCause.Unreachable, $"no connection within {limit.TotalSeconds:0.#} s", e);
        }
    }

    internal static IEnumerable<IPAddress> ByTurns(IEnumerable<IPAddress> addresses)
    {
        var all = addresses.ToList();
        var six = all.Where(a => a.AddressFamily == AddressFamily.InterNetworkV6).ToList();
        var four = all.Where(a => a.AddressFamily == AddressFamily.InterNetwork).ToList();
        for (var i = 0; i < Math.Max(six.Count, four.Count); i++)
        {
            if (i < six.Count)
                yield return six[i];
            if (i < four.Count)
                yield return four[i];
        }
    }

    private async Task<Socket> RaceAsync(List<IPAddress> addresses, int port, CancellationToken stop)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = new List<Task<Socket>>();
        Exception? failed = null;
        try
        {
            for (var next = 0; next < addresses.Count || running.Count > 0;)
            {
                if (next < addresses.Count)
                    running.Add(OneAsync(addresses[next++], port, lost.Token));
                var turn = next < addresses.Count ? Task.Delay(HeadStart, time, lost.Token) : null;
                var first = await Task.WhenAny(turn is null ? running : [.. running, turn]);
                if (first is not Task<Socket> connected)
                {
                    await first;
                    continue;
                }

                running.Remove(connected);
                if (connected.IsCompletedSuccessfully)
                    return await connected;
                failed = connected.Exception?.InnerException;
                stop.ThrowIfCancellationRequested();
            }

            throw failed ?? new SocketException((int)SocketError.HostUnreachable);
        }
        finally
        {
            await lost.CancelAsync();
            foreach (var late in running)
                _ = late.ContinueWith(static t => { if (t.IsCompletedSuccessfully) t.Result.Dispose(); else _ = t.Exception; }, TaskScheduler.Default);
        }
    }

    private static async Task<Socket> OneAsync(IPAddress address, int port, CancellationToken stop)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), stop);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
