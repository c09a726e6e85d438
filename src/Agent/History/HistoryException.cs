namespace KuPkg.Agent.History;

/// <summary>The history cannot be used. The message is complete for an operator: what was tried, on what, what came back, what to do next.</summary>
internal sealed class HistoryException(string message, Exception? inner = null) : Exception(message, inner);
