using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Why apt keeps a package back, in words.</summary>
internal static class KeptBackCause
{
    /// <summary>What the simulation alone says; see <see cref="KeptBackReasons"/> for the real cause.</summary>
    public const string Unexplained = "kept back by apt";

    public const string Phased = "phased: the distribution lets this host have it later";

    public const string HeldByAdministrator = "held by the administrator (apt-mark hold)";

    /// <summary>Whether only apt has spoken yet; a hold of KuPkg comes with its own cause.</summary>
    public static bool IsOpen(KeptBack keptBack) => keptBack.Cause is Unexplained or Phased;
}
