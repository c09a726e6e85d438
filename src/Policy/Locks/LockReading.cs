namespace KuPkg.Policy.Locks;

/// <summary>What was found of one lock at one moment, for a person to read.</summary>
/// <param name="Path">The lock's file.</param>
/// <param name="FileExists">Whether the file is there. A file is no lock.</param>
public sealed record LockReading(string Path, bool FileExists)
{
    /// <summary>Who holds it; null: nobody.</summary>
    public Holder? Holder { get; init; }

    /// <summary>From its topmost process down to its busy one; empty when it cannot be looked at.</summary>
    public IReadOnlyList<string> Chain { get; init; } = [];

    /// <summary>Whether anything in its tree moved in the last second; null when it cannot be looked at.</summary>
    public bool? IsMoving { get; init; }

    /// <summary>What its tree did in the last second, in words; empty when it cannot be looked at.</summary>
    public string Activity { get; init; } = "";

    /// <summary>What a run would do about it, in sentences.</summary>
    public IReadOnlyList<string> Outlook { get; init; } = [];
}
