namespace KuPkg.Agent.Report;

/// <summary><c>kupkg rollback --json</c>.</summary>
internal sealed record RollbackDocument(IReadOnlyList<BuiltRow> Built, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings);

/// <summary>A package that was built: <c>at-hand</c>, <c>fetched</c> or <c>rebuilt</c>.</summary>
internal sealed record BuiltRow(string Package, string Architecture, string Version, string Above, string Content, string CameFrom, IReadOnlyList<string> Limits, string Archive);
