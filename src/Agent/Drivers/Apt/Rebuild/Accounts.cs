using System.Globalization;

namespace KuPkg.Agent.Drivers.Apt.Rebuild;

/// <summary>Names of users and groups, from the host's own files: dpkg takes the name in an archive before the number. Never changes.</summary>
internal sealed class Accounts(string passwd, string group)
{
    private readonly Dictionary<int, string> _users = Read(passwd);
    private readonly Dictionary<int, string> _groups = Read(group);

    /// <summary>The user's name; empty: the number alone counts.</summary>
    public string User(int number) => _users.GetValueOrDefault(number, "");

    public string Group(int number) => _groups.GetValueOrDefault(number, "");

    // root:x:0:0:root:/root:/bin/bash          adm:x:4:
    private static Dictionary<int, string> Read(string file)
    {
        Dictionary<int, string> names = [];
        foreach (var fields in File.Exists(file) ? File.ReadLines(file).Select(static l => l.Split(':')) : [])
        {
            if (fields.Length > 2 && int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                _ = names.TryAdd(number, fields[0]);
        }

        return names;
    }
}
