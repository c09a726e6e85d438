namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>What a mirror of a rehearsal does wrong.</summary>
/// <param name="Kind">How.</param>
/// <param name="FileName">With which file.</param>
internal sealed record LocalFault(LocalFaultKind Kind, string FileName);

/// <summary>Kinds of it.</summary>
internal enum LocalFaultKind
{
    /// <summary>Half of the file, and nothing more.</summary>
    Stall,

    /// <summary>Half of the file, and the rest at 200 B/s.</summary>
    Trickle,

    /// <summary>The right length, other bytes.</summary>
    Corrupt,
}
