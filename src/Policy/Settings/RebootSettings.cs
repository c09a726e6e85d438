namespace KuPkg.Policy.Settings;

/// <summary><c>[reboot]</c>: whether the host is rebooted when an update asks for it.</summary>
public sealed record RebootSettings
{
    /// <summary><c>never</c>, or when <c>needed</c>. Default <c>never</c>: status says that it is needed.</summary>
    public bool IsWhenNeeded { get; init; }

    /// <summary>When a reboot may happen, written as <c>schedule.window</c>. Default: none, which is at any time.</summary>
    public IReadOnlyList<WeeklyWindow> Windows { get; init; } = [];
}
