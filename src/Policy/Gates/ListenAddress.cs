namespace KuPkg.Policy.Gates;

/// <summary>Addresses at which a process listens, and those that a check connects to.</summary>
public static class ListenAddress
{
    /// <summary>Whether what listens at one address answers who connects to the other.</summary>
    /// <param name="listens">Such as <c>0.0.0.0:7000</c>, <c>[::]:7000</c>, <c>/run/foo.sock</c>.</param>
    /// <param name="wanted">Such as <c>127.0.0.1:7000</c>, <c>localhost:7000</c>.</param>
    public static bool Serves(string listens, string wanted)
    {
        ArgumentNullException.ThrowIfNull(listens);
        ArgumentNullException.ThrowIfNull(wanted);
        if (listens == wanted || listens.StartsWith('/') || wanted.StartsWith('/'))
            return listens == wanted;
        var (host, port) = Split(listens);
        var (wantedHost, wantedPort) = Split(wanted);
        return port == wantedPort && (host is "0.0.0.0" or "::" || host == wantedHost || (wantedHost == "localhost" && host is "127.0.0.1" or "::1"));
    }

    private static (string Host, string Port) Split(string address)
    {
        var colon = address.LastIndexOf(':');
        return colon < 0 ? (address, "") : (address[..colon].Trim('[', ']'), address[(colon + 1)..]);
    }
}
