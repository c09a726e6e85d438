namespace KuPkg.Agent.Config;

/// <summary>What systemd's files say of a unit, read without asking systemd: it need not run, and in a root it does not.</summary>
internal static class UnitFiles
{
    private const string Administrators = "etc/systemd/system", Masked = "/dev/null";

    /// <summary>Whether something starts the unit at boot: it is enabled, and not masked.</summary>
    public static bool IsWanted(HostPaths paths, string unit)
    {
        var own = paths.At($"{Administrators}/{unit}");
        if (new FileInfo(own).LinkTarget == Masked)
            return false;
        foreach (var directory in (string[])[Administrators, "usr/lib/systemd/system", "lib/systemd/system"])
        {
            foreach (var target in (string[])["timers.target.wants", "multi-user.target.wants"])
            {
                // The link leads out of a root, so it is looked at itself and not followed.
                if (new FileInfo(paths.At($"{directory}/{target}/{unit}")) is { } link && (link.Exists || link.LinkTarget is not null))
                    return true;
            }
        }

        return false;
    }
}
