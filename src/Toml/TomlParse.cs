namespace KuPkg.Toml;

/// <summary>What was read, and what was wrong with it. Never changes; threads may share it.</summary>
/// <param name="Root">The document. Where there are diagnostics, what they are about is left out of it, and the rest is there.</param>
/// <param name="Diagnostics">The mistakes in the order of their places; empty for a good document.</param>
public sealed record TomlParse(TomlTable Root, IReadOnlyList<TomlDiagnostic> Diagnostics);
