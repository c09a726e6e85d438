using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Locks;

/// <summary>Where systemd and the kernel put a process: its unit or scope, its login session, its terminal.</summary>
/// <param name="Unit">Such as <c>apt-daily-upgrade.service</c>; null: none.</param>
/// <param name="Session">Such as <c>session 3</c>, or <c>user 1000</c> for what a user's own systemd started; null: none.</param>
internal readonly record struct ProcessPlace(string? Unit, string? Session)
{
    private const string SessionPrefix = "session-", ManagerPrefix = "user@", ScopeSuffix = ".scope", ServiceSuffix = ".service";

    /// <summary>Reads it; nothing is known of a process that is gone.</summary>
    public static ProcessPlace Read(int pid) => Parse(ProcFile.TryReadText($"/proc/{pid}/cgroup") ?? "");

    // 0::/system.slice/apt-daily-upgrade.service
    // 0::/user.slice/user-1000.slice/session-3.scope
    // 0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-org.gnome.Terminal.slice/vte-spawn.scope
    // 1:name=systemd:/user.slice/user-0.slice/session-c2.scope
    // Which of the two hierarchies systemd uses differs from host to host, and so does what a container sees of the other one.
    internal static ProcessPlace Parse(string text)
    {
        var lines = text.Split('\n');
        var unit = UnitIn(Array.Find(lines, l => l.StartsWith("0::", StringComparison.Ordinal)))
            ?? UnitIn(Array.Find(lines, l => l.Contains(":name=systemd:", StringComparison.Ordinal)));
        if (unit is null)
            return default;
        if (unit.StartsWith(SessionPrefix, StringComparison.Ordinal) && unit.EndsWith(ScopeSuffix, StringComparison.Ordinal))
            return new ProcessPlace(unit, $"session {unit[SessionPrefix.Length..^ScopeSuffix.Length]}");
        if (unit.StartsWith(ManagerPrefix, StringComparison.Ordinal) && unit.EndsWith(ServiceSuffix, StringComparison.Ordinal))
            return new ProcessPlace(unit, $"user {unit[ManagerPrefix.Length..^ServiceSuffix.Length]}");
        return new ProcessPlace(unit, null);
    }

    private static string? UnitIn(string? line) =>
        line?.Split('/').FirstOrDefault(p => p.EndsWith(ServiceSuffix, StringComparison.Ordinal) || p.EndsWith(ScopeSuffix, StringComparison.Ordinal));

    /// <summary>The name of a terminal's device number (proc(5), tty_nr); null: none.</summary>
    internal static string? TerminalOf(int number)
    {
        if (number == 0)
            return null;
        int major = (number >> 8) & 0xfff, minor = (number & 0xff) | ((number >> 12) & 0xfff00);
        return major switch
        {
            136 => $"pts/{minor}",
            4 when minor < 64 => $"tty{minor}",
            4 => $"ttyS{minor - 64}",
            _ => $"terminal {major}:{minor}",
        };
    }
}
