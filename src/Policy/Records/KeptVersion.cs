using KuPkg.Policy.Model;

namespace KuPkg.Policy.Records;

/// <summary>Where an outgoing version's archive came from.</summary>
public enum AsideOrigin
{
    /// <summary>There is none.</summary>
    NotRestorable,

    /// <summary>Kept by an earlier run, or in the manager's cache.</summary>
    AtHand,

    /// <summary>Fetched from a repository.</summary>
    Fetched,

    /// <summary>Built again from the installed files.</summary>
    Rebuilt,
}

/// <summary>What became of keeping one outgoing version.</summary>
/// <param name="Package">Which package.</param>
/// <param name="Version">The outgoing version.</param>
/// <param name="Origin">Where its archive came from, if there is one.</param>
/// <param name="Bytes">The archive's size; 0 when there is none.</param>
/// <param name="Note">In what a rebuilt one is not exact, or why there is none; empty when there is nothing to say.</param>
public sealed record KeptVersion(PackageId Package, string Version, AsideOrigin Origin, long Bytes, string Note);

/// <summary>What became of putting back one package.</summary>
/// <param name="Package">Which.</param>
/// <param name="From">The version that failed; empty: unknown.</param>
/// <param name="To">The outgoing version.</param>
/// <param name="IsSuccess">Whether it is installed again, properly.</param>
/// <param name="Why">What came back; empty when it worked.</param>
public sealed record PutBackResult(PackageId Package, string From, string To, bool IsSuccess, string Why);
