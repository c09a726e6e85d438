namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Whether apt-get gave up as another process holds a lock that it does not wait for (of the lists, of the archives: DPkg::Lock::Timeout is for dpkg's alone).</summary>
internal static class LockedOut
{
    // E: Could not get lock /var/lib/apt/lists/lock. It is held by process 311 (apt-get)
    public static bool Is(ToolEnd end) =>
        end is { WasKilled: false, Status.IsSuccess: false }
        && OutputLines.Read(end.Tool.OutputPath).Any(static line => line.StartsWith("E: Could not get lock ", StringComparison.Ordinal));
}
