using System.Globalization;

namespace KuPkg.Agent.Contracts;

/// <summary>Users by name.</summary>
internal static class Accounts
{
    /// <summary>The number of a user in /etc/passwd; null: there is none.</summary>
    // daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
    public static int? UidOf(string user)
    {
        foreach (var line in File.ReadLines("/etc/passwd"))
        {
            if (line.Split(':', 4) is [var name, _, var id, _] && name == user)
                return int.TryParse(id, CultureInfo.InvariantCulture, out var uid) ? uid : null;
        }

        return null;
    }
}
