namespace KuPkg.Agent.Drivers.Apt.Sources;

/// <summary>What one line of a <c>.list</c> file, or one stanza of a <c>.sources</c> file, names.</summary>
/// <param name="Addresses">The repositories: one in a line, several in a stanza.</param>
/// <param name="Suites">Such as <c>bookworm</c>; one that ends in a slash is a flat repository's directory.</param>
internal sealed record SourceEntry(IReadOnlyList<SourceAddress> Addresses, IReadOnlyList<string> Suites);
