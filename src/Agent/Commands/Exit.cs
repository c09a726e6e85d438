namespace KuPkg.Agent.Commands;

/// <summary>The exit codes of kupkg. The same state gives the same code each time.</summary>
internal static class Exit
{
    /// <summary>Done, nothing to do, not due, or quarantined.</summary>
    public const int Done = 0;

    /// <summary>This run failed, or newly failed or held something; the host is consistent.</summary>
    public const int Failed = 1;

    /// <summary>The host needs a person.</summary>
    public const int NeedsPerson = 2;

    /// <summary>Wrong usage (sysexits.h EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>Deferred: locked, outside the window, no slot, breaker open (EX_TEMPFAIL).</summary>
    public const int Deferred = 75;

    /// <summary>Not permitted (EX_NOPERM).</summary>
    public const int NotPermitted = 77;

    /// <summary>Bad configuration (EX_CONFIG).</summary>
    public const int BadConfiguration = 78;
}
