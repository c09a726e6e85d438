using System.Net;

namespace KuPkg.Agent.Gateway;

/// <summary>The host's own proxy, with its credentials taken out of the address.</summary>
internal static class HostProxy
{
    public static WebProxy Of(Uri address)
    {
        var proxy = new WebProxy(new UriBuilder(address) { UserName = "", Password = "" }.Uri);
        if (address.UserInfo.Split(':', 2) is { } parts && parts[0].Length > 0)
            proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        return proxy;
    }
}
