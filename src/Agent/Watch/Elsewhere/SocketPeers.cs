using KuPkg.Agent.Watch.Sampling;

namespace KuPkg.Agent.Watch.Elsewhere;

/// <summary>Who is at the other end of a local socket: a unix stream, or TCP over loopback. Not thread-safe.</summary>
internal sealed class SocketPeers
{
    private static readonly TimeSpan OwnersAgain = TimeSpan.FromSeconds(30);

    /// <summary>A connection that was not accepted yet has no owner; it may have one soon.</summary>
    private static readonly TimeSpan NobodyAgain = TimeSpan.FromSeconds(5);

    private readonly Dictionary<long, (IReadOnlyList<int> Owners, TimeSpan FoundAt)> _owners = [];

    /// <summary>The processes that hold the other end, and over what.</summary>
    /// <param name="pid">The process that sleeps on the socket.</param>
    /// <param name="inode">The socket.</param>
    /// <param name="at">Time since the job began: findings are kept for half a minute.</param>
    public IEnumerable<(int Pid, string Over)> Of(int pid, long inode, TimeSpan at)
    {
        if (UnixPeer.Of((uint)inode) is { } unix)
            return Owners(unix, at).Select(static o => (o, "a unix socket"));
        if (LoopbackPeer.Of(pid, inode) is { } tcp)
            return Owners(tcp, at).Select(static o => (o, "TCP on this host"));
        return [];
    }

    private IReadOnlyList<int> Owners(long inode, TimeSpan at)
    {
        if (_owners.TryGetValue(inode, out var known) && at - known.FoundAt < (known.Owners.Count > 0 ? OwnersAgain : NobodyAgain))
            return known.Owners;
        var owners = FindOwners(inode);
        _owners[inode] = (owners, at);
        return owners;
    }

    private static List<int> FindOwners(long inode)
    {
        var wanted = System.Text.Encoding.ASCII.GetBytes($"socket:[{inode}]");
        var (owners, pids, descriptors) = (new List<int>(), new List<int>(), new List<int>());
        Span<byte> target = stackalloc byte[64];
        RawProc.AddNumbers(0, default, pids);
        foreach (var pid in pids)
        {
            descriptors.Clear();
            RawProc.AddNumbers(pid, "fd"u8, descriptors);
            foreach (var descriptor in descriptors)
            {
                var length = RawProc.DescriptorInto(pid, descriptor, target);
                if (length <= 0 || !target[..length].SequenceEqual(wanted))
                    continue;
                owners.Add(pid);
                break;
            }
        }

        return owners;
    }
}
