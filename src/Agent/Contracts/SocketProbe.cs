using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>Connects, and reads until the banner is there. Bounded, whatever the server sends.</summary>
internal sealed class SocketProbe : ICheckProbe<SocketCheck>
{
    // A banner is in the first lines; a server that says more is not listened to.
    private const int MostBytes = 16 << 10;

    public async Task<(bool IsPassed, string Words)> TryAsync(SocketCheck check, CancellationToken stop)
    {
        if (check.IsUnix && !File.Exists(check.Address))
            return (false, $"there is no {check.Address}, or this user may not see it");
        using var socket = check.IsUnix ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(EndPointOf(check), stop);
        if (check.Banner is not { } banner)
            return (true, "connected");
        var pattern = Pattern.Of(banner);
        var buffer = new byte[MostBytes];
        var (length, text) = (0, "");
        try
        {
            while (true)
            {
                var read = length < buffer.Length ? await socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, stop) : 0;
                length += read;
                text = Encoding.UTF8.GetString(buffer, 0, length);
                if (pattern.IsMatch(text))
                    return (true, $"banner {Pattern.Shown(text)}");
                if (read == 0)
                    return (false, length == 0 ? "it closed the connection and said nothing" : $"its banner {Pattern.Shown(text)} does not match {banner}");
            }
        }
        catch (OperationCanceledException)
        {
            var limit = $"within {check.Timeout.TotalSeconds:0.###} s";
            return (false, length == 0 ? $"it accepted the connection and said nothing {limit}" : $"it said {Pattern.Shown(text)}, and nothing that matches {banner} {limit}");
        }
    }

    private static EndPoint EndPointOf(SocketCheck check)
    {
        if (check.IsUnix)
        {
            try
            {
                return new UnixDomainSocketEndPoint(check.Address);
            }
            catch (ArgumentException e)
            {
                throw new IOException($"the path of a unix socket cannot be so long: {check.Address}", e);
            }
        }

        var colon = check.Address.LastIndexOf(':');
        var (host, port) = (check.Address[..colon].Trim('[', ']'), int.Parse(check.Address.AsSpan(colon + 1), CultureInfo.InvariantCulture));
        return IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
    }
}
