using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Locks;

/// <summary>
/// The package managers that KuPkg knows, by what they were started as. Nothing else that holds a lock is ever signalled, but what they started themselves.
/// </summary>
public static class ManagerFamily
{
    // aptitude is a link to one of these; dnf to dnf-3 or dnf5. apt.systemd.daily is apt's own timer job, which holds daily_lock around the others.
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "apt", "apt-get", "aptitude", "aptitude-curses", "dpkg", "unattended-upgrade", "unattended-upgrades", "apt.systemd.daily",
        "packagekitd", "dnf", "dnf-3", "dnf5", "rpm", "zypper",
    };

    private static readonly string[] Interpreters = ["sh", "dash", "bash", "python", "perl"];

    private static readonly ProcessRole Manager = new(RoleKind.Manager);

    /// <summary>The name under which a process is known; null: it is none of them.</summary>
    /// <param name="command">Its arguments joined by spaces. The kernel's short name is cut at 15 bytes and says only "python3" of a script, so it is not asked.</param>
    // /usr/bin/python3 /usr/bin/unattended-upgrade --download-only
    // /bin/sh /usr/lib/apt/apt.systemd.daily install
    // sh -c apt-get update: the shell of somebody else
    public static string? NameOf(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var words = command.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return null;
        var program = FileName(words[0]);
        if (Names.Contains(program))
            return program;
        if (!IsInterpreter(program))
            return null;

        foreach (var word in words.Skip(1))
        {
            if (word.StartsWith('-'))
            {
                if (word is "-c" or "-e" or "-m")
                    return null;
                continue;
            }

            return FileName(word) is var script && Names.Contains(script) ? script : null;
        }

        return null;
    }

    /// <summary>The driver's roles, with every known package manager as a manager: the driver of this host need not know the others.</summary>
    public static RoleOf Roles(RoleOf driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        return process => driver(process) is var role && role.Kind == RoleKind.Work && NameOf(process.Command) is not null ? Manager : role;
    }

    /// <summary>The last part of a path.</summary>
    internal static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    // python3.11, perl5.36.0
    internal static bool IsInterpreter(string program) =>
        Array.Exists(Interpreters, i => program.StartsWith(i, StringComparison.Ordinal) && program.Skip(i.Length).All(c => char.IsAsciiDigit(c) || c == '.'));
}
