using System.Text;
using System.Text.RegularExpressions;

namespace KuPkg.Agent.Report;

/// <summary>
/// Makes text from package managers and their scripts safe to show: a script that prints an escape sequence must not move the
/// cursor, retitle the terminal or hide a line of a report.
/// </summary>
internal static partial class Plain
{
    /// <summary>One line without control sequences, control characters and direction overrides; line breaks and tabs become a space.</summary>
    public static string Line(string text)
    {
        if (IsPlain(text)) return text;
        var kept = new StringBuilder(text.Length);
        foreach (var rune in Sequence().Replace(text, "").EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r' or 0x2028 or 0x2029) kept.Append(' ');
            else if (!IsHarmful(rune)) kept.Append(rune.ToString());
        }

        return kept.ToString();
    }

    /// <summary>Each line of a text that has several, made plain.</summary>
    public static IEnumerable<string> Lines(string text) => text.ReplaceLineEndings("\n").Split('\n').Select(Line);

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~') return false;
        }

        return true;
    }

    // Cc: C0, DEL and C1. Cf holds the direction overrides and isolates (U+202A to U+202E, U+2066 to U+2069) and other invisible marks.
    private static bool IsHarmful(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format;

    // OSC, DCS, SOS, PM and APC run to BEL or ST (or, unfinished, to the end of the line); CSI to its final byte; then two- and three-byte escapes.
    [GeneratedRegex(@"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?", RegexOptions.CultureInvariant)]
    private static partial Regex Sequence();
}
