using System.Globalization;
using System.Net;
using System.Text;

namespace KuPkg.Agent.Contracts;

/// <summary>The addresses at which processes of this network listen, by the inode of the socket: TCP and unix (proc(5)).</summary>
internal sealed class ListenTable
{
    private const int MostBytes = 16 << 20;
    private const string Listening = "0A";

    // SO_ACCEPTCON, as /proc/net/unix prints the flags of a socket.
    private const string Accepting = "00010000";

    private readonly Dictionary<long, string> _addresses = [];

    private ListenTable()
    {
    }

    /// <summary>Reads it.</summary>
    public static ListenTable Read()
    {
        var table = new ListenTable();
        table.AddTcp("/proc/net/tcp");
        table.AddTcp("/proc/net/tcp6");
        table.AddUnix("/proc/net/unix");
        return table;
    }

    /// <summary>The addresses at which one process listens.</summary>
    public IReadOnlyList<string> Of(int pid)
    {
        var found = new List<string>();
        try
        {
            foreach (var descriptor in Directory.EnumerateFiles($"/proc/{pid}/fd"))
            {
                // socket:[52012]
                if (new FileInfo(descriptor).LinkTarget is { } target && target.StartsWith("socket:[", StringComparison.Ordinal)
                    && long.TryParse(target.AsSpan(8, target.Length - 9), out var inode) && _addresses.TryGetValue(inode, out var address) && !found.Contains(address))
                    found.Add(address);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is not ours to look at: it listens nowhere that we could tell.
            return found;
        }

        return found;
    }

    //   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
    //    1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 52012 1 …
    private void AddTcp(string path)
    {
        foreach (var line in Lines(path))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[3] == Listening && long.TryParse(fields[9], out var inode) && AddressOf(fields[1]) is { } address)
                _addresses[inode] = address;
        }
    }

    // 0000000000000000: 00000002 00000000 00010000 0001 01 17573 /run/foo.sock
    private void AddUnix(string path)
    {
        foreach (var line in Lines(path))
        {
            var fields = line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 8 && fields[3] == Accepting && fields[7].StartsWith('/') && long.TryParse(fields[6], out var inode))
                _addresses[inode] = fields[7];
        }
    }

    // Each 32-bit word of the address is in the host's byte order, and little-endian is all that .NET runs on here.
    internal static string? AddressOf(string text)
    {
        var colon = text.IndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port))
            return null;
        var bytes = Convert.FromHexString(text.AsSpan(0, colon));
        for (var word = 0; word + 4 <= bytes.Length; word += 4)
            Array.Reverse(bytes, word, 4);
        return new IPEndPoint(new IPAddress(bytes) is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : new IPAddress(bytes), port).ToString();
    }

    private static IEnumerable<string> Lines(string path)
    {
        if (!File.Exists(path))
            return [];
        var text = new StringBuilder();
        var buffer = new byte[64 << 10];
        try
        {
            using var file = File.OpenHandle(path);
            for (long at = 0; text.Length < MostBytes && RandomAccess.Read(file, buffer, at) is var length and > 0; at += length)
                text.Append(Encoding.ASCII.GetString(buffer, 0, length));
        }
        catch (IOException)
        {
            // A kernel without this protocol.
            return [];
        }

        return text.ToString().Split('\n').Skip(1);
    }
}
