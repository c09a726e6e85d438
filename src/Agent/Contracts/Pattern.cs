using System.Text.RegularExpressions;

namespace KuPkg.Agent.Contracts;

/// <summary>The patterns of checks, and how what they are held against is shown.</summary>
internal static class Pattern
{
    private const int MostShown = 80;

    /// <summary>Takes linear time, whatever is matched; ^ and $ are those of lines.</summary>
    public static Regex Of(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Multiline);

    /// <summary>The first line, in quotes, and not more than fits on a screen.</summary>
    public static string Shown(string text) => $"\"{Cut(text.Split('\n', 2)[0].TrimEnd('\r'))}\"";

    /// <summary>Not more of a text than fits on a screen.</summary>
    public static string Cut(string text) => text.Length <= MostShown ? text : text[..MostShown] + "…";
}
