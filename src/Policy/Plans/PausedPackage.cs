namespace KuPkg.Policy.Plans;

/// <summary>A package of which no version is tried now, as its breaker is open.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="Until">When one is tried again.</param>
/// <param name="Failures">Versions that failed in a row.</param>
public sealed record PausedPackage(string Name, DateTimeOffset Until, int Failures);
