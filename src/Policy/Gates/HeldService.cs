namespace KuPkg.Policy.Gates;

/// <summary>A service that a person keeps KuPkg's hands off.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Reason">Why; empty: none was given.</param>
/// <param name="File">The file that holds it; who removes it lets go.</param>
public sealed record HeldService(string Service, string Reason, string File);
