using System.Globalization;

namespace KuPkg.Agent.Shell;

/// <summary>Users by name and by number, from /etc/passwd. Thread-safe.</summary>
internal static class Accounts
{
    private const int LongestFile = 1 << 20;

    /// <summary>The number of a user; null: there is none of that name.</summary>
    public static int? UidOf(string user)
    {
        foreach (var (name, uid) in All())
        {
            if (name == user)
                return uid;
        }

        return null;
    }

    /// <summary>The name of a user, else <c>user 1000</c>; empty for a number below 0, which stands for one that is not known.</summary>
    public static string NameOf(int uid)
    {
        if (uid < 0)
            return "";
        foreach (var (name, id) in All())
        {
            if (id == uid)
                return name;
        }

        return $"user {uid.ToString(CultureInfo.InvariantCulture)}";
    }

    // daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
    private static IEnumerable<(string Name, int Uid)> All()
    {
        foreach (var line in (ProcFile.TryReadText("/etc/passwd", LongestFile) ?? "").Split('\n'))
        {
            if (line.Split(':', 4) is [var name, _, var id, _] && int.TryParse(id, CultureInfo.InvariantCulture, out var uid))
                yield return (name, uid);
        }
    }
}
