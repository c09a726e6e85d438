namespace KuPkg.Policy.Rehearsals;

/// <summary>What one rehearsal showed.</summary>
public sealed record RehearsalRecord
{
    /// <summary>What went wrong in it.</summary>
    public required RehearsalFault Fault { get; init; }

    /// <summary>How long a run over the same packages took without the fault.</summary>
    public required TimeSpan Calm { get; init; }

    /// <summary>How long it took with the fault; with a killed run, to the end of the one that took it up.</summary>
    public required TimeSpan WithFault { get; init; }

    /// <summary>The exit code of the last run; null: it did not end in the rehearsal's time.</summary>
    public required int? ExitCode { get; init; }

    /// <summary>What became of each package.</summary>
    public required IReadOnlyList<RehearsedPackage> Packages { get; init; }

    /// <summary>What is not as it should be in the package database afterwards; empty: the host is clean.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>The report of the run, line by line.</summary>
    public required IReadOnlyList<string> Timeline { get; init; }

    /// <summary>Settings of the host that were other in the rehearsal, as <c>key = value (host: value)</c>.</summary>
    public required IReadOnlyList<string> SetAside { get; init; }

    /// <summary>What it cost beyond the run without the fault; never less than zero.</summary>
    public TimeSpan Cost => WithFault > Calm ? WithFault - Calm : TimeSpan.Zero;
}

/// <summary>A package of a rehearsal.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">The version before.</param>
/// <param name="Offered">The version that the mirrors offered.</param>
/// <param name="Now">The version that is there now; empty: none.</param>
/// <param name="IsWhole">Whether dpkg counts it as installed and right.</param>
/// <param name="Cause">Why it was not updated; empty when it was, or when nobody says.</param>
public sealed record RehearsedPackage(string Name, string Before, string Offered, string Now, bool IsWhole, string Cause)
{
    /// <summary>Whether it is updated and right.</summary>
    public bool IsUpdated => IsWhole && Now == Offered;

    /// <summary>Whether it is as it was, or as it was again.</summary>
    public bool IsAsBefore => IsWhole && Now == Before;
}
