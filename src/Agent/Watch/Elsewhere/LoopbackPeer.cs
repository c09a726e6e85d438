using System.Text;

namespace KuPkg.Agent.Watch.Elsewhere;

/// <summary>The other end of a TCP connection over loopback, from the connection table of the process's own network.</summary>
internal static class LoopbackPeer
{
    private const int TableBytes = 1 << 20;
    private const int BufferBytes = 32 * 1024;

    /// <summary>The inode of the peer's socket; null when it is no TCP socket, or its peer is not on this host.</summary>
    public static long? Of(int pid, long inode)
    {
        var tables = Read(pid, "tcp") + Read(pid, "tcp6");
        return PeerIn(tables, inode);
    }

    //   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
    //    1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 52012 1 …
    // The peer is the line with both addresses exchanged.
    internal static long? PeerIn(string tables, long inode)
    {
        var wanted = inode.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var lines = tables.Split('\n').Select(static l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(static f => f.Length > 9 && f[1].Contains(':')).ToList();
        if (lines.Find(f => f[9] == wanted) is not { } own)
            return null;
        var peer = lines.Find(f => Plain(f[1]) == Plain(own[2]) && Plain(f[2]) == Plain(own[1]) && f != own);
        return peer is not null && long.TryParse(peer[9], out var found) && found > 0 ? found : null;
    }

    // An IPv4 address in an IPv6 socket is written ::ffff:a.b.c.d, and its peer may be a plain IPv4 socket.
    private static string Plain(string address) =>
        address.StartsWith("0000000000000000FFFF0000", StringComparison.Ordinal) ? address[24..] : address;

    private static string Read(int pid, string table)
    {
        var buffer = new byte[BufferBytes];
        var text = new StringBuilder();
        try
        {
            using var file = File.OpenHandle($"/proc/{pid}/net/{table}");
            for (long at = 0; text.Length < TableBytes && RandomAccess.Read(file, buffer, at) is var length and > 0; at += length)
                text.Append(Encoding.ASCII.GetString(buffer, 0, length));
        }
        catch (IOException)
        {
            // Gone, or a kernel without IPv6.
        }

        return text.ToString();
    }
}
