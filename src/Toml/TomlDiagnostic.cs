namespace KuPkg.Toml;

/// <summary>A mistake in a document.</summary>
/// <param name="Position">Where it is.</param>
/// <param name="Message">What is wrong, and what would be right: a sentence in lower case without a full stop.</param>
public sealed record TomlDiagnostic(TomlPosition Position, string Message)
{
    /// <summary><c>14:9  message</c>.</summary>
    public override string ToString() => $"{Position}  {Message}";
}
