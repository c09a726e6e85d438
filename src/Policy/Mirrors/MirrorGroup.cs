namespace KuPkg.Policy.Mirrors;

/// <summary>Mirrors that hold the same files, so that one can stand in for another.</summary>
/// <param name="Name">The base address or the mirror list as the host's source names it; what reports call the group.</param>
/// <param name="ServedAs">
/// The <c>http</c> base addresses, normalised as <see cref="Mirror.Address"/> is, under which the package manager asks the gateway for these files. An <c>https</c>
/// source is asked for as <c>http</c>; the entries of a mirror list are all of them addresses of one group.
/// </param>
/// <param name="Mirrors">Where the files are, best first by configuration. At least one.</param>
public sealed record MirrorGroup(string Name, IReadOnlyList<string> ServedAs, IReadOnlyList<Mirror> Mirrors);
