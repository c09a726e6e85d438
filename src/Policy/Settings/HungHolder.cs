namespace KuPkg.Policy.Settings;

/// <summary>What becomes of a package manager that holds a lock and hangs.</summary>
public enum HungHolder
{
    /// <summary>It is ended like a job of KuPkg's own that hangs, and the database repaired.</summary>
    Kill,

    /// <summary>It is waited for as if it made progress.</summary>
    Wait,

    /// <summary>It is waited for no longer, and a person is told.</summary>
    Report,
}
