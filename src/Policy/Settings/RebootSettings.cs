namespace KuPkg.Policy.Settings;

/// <summary><c>[reboot]</c>: whether the host is rebooted when an update asks for it.</summary>
public sealed record RebootSettings
{
    /// <summary>
    /// <c>never</c>, or when <c>needed</c>: a minute after a run, or at a tick, with a message to who is logged in (<c>shutdown -c</c> stops it). Not while a package manager is at work or a
    /// person is needed, and not again within a day when a reboot did not end the need. Default <c>never</c>: status says that it is needed.
    /// </summary>
    public bool IsWhenNeeded { get; init; }

    /// <summary>When a reboot may happen, written as <c>schedule.window</c>. Default: none, which is at any time.</summary>
    public IReadOnlyList<WeeklyWindow> Windows { get; init; } = [];
}
