using KuPkg.Toml;

namespace KuPkg.Agent.Config;

/// <summary>What is wrong with a configuration.</summary>
/// <param name="File">The file; empty when it is about no file.</param>
/// <param name="Position">The place in it; null when it is about the whole file.</param>
/// <param name="Text">What is wrong, and what would be right.</param>
internal sealed record ConfigMistake(string File, TomlPosition? Position, string Text)
{
    /// <summary>The line, from 1; null when it is about the whole file.</summary>
    public int? Line => Position?.Line;

    /// <summary>The column, from 1; null when it is about the whole file.</summary>
    public int? Column => Position?.Column;

    /// <summary>Those of a file together, in the order of its text.</summary>
    public static IReadOnlyList<ConfigMistake> InOrder(IReadOnlyList<ConfigMistake> mistakes)
    {
        var files = mistakes.Select(static m => m.File).Distinct().ToList();
        return [.. mistakes.OrderBy(m => files.IndexOf(m.File)).ThenBy(static m => m.Position?.Line ?? 0).ThenBy(static m => m.Position?.Column ?? 0)];
    }

    /// <summary><c>/etc/kupkg/kupkg.toml:7:1  unknown key …</c>.</summary>
    public override string ToString() => File.Length == 0 ? Text : Position is { } at ? $"{File}:{at}  {Text}" : $"{File}  {Text}";
}
