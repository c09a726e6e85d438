namespace KuPkg.Policy.Plans;

/// <summary>A package of which no version is installed now, as a service that it touches is ill and its contract says that this blocks an upgrade.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="Service">The service.</param>
/// <param name="Illness">What its checks found.</param>
public sealed record BlockedPackage(string Name, string Service, string Illness);
