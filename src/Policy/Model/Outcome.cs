namespace KuPkg.Policy.Model;

/// <summary>The named end of a run. Exit codes follow from it.</summary>
public enum Outcome
{
    /// <summary>Nothing to do.</summary>
    UpToDate,

    /// <summary>All of the plan is installed and healthy.</summary>
    Updated,

    /// <summary>As <see cref="Updated"/>, and a reboot makes it complete.</summary>
    UpdatedNeedsReboot,

    /// <summary>Some packages are updated; each of the others has its cause.</summary>
    PartlyUpdated,

    /// <summary>Not now: locked, outside the window, no slot, breaker open.</summary>
    Deferred,

    /// <summary>The plan would do what policy forbids.</summary>
    Refused,

    /// <summary>The host is taken out.</summary>
    Quarantined,

    /// <summary>The run failed; the host is as consistent as before.</summary>
    FailedConsistent,

    /// <summary>A person is needed.</summary>
    NeedsPerson,
}
