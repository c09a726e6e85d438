using System.Text.RegularExpressions;

namespace KuPkg.Policy.Records;

/// <summary>Hides what looks like a password before text reaches a file that every user can read.</summary>
public static partial class Secrets
{
    /// <summary>What stands in the place of a password.</summary>
    public const string Mask = "***";

    /// <summary>The text with passwords in addresses (<c>https://me:pw@host</c>) and in arguments (<c>--password=pw</c>) replaced.</summary>
    public static string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('@', StringComparison.Ordinal)) text = InAddress().Replace(text, "$1" + Mask + "@");
        return text.Contains('=', StringComparison.Ordinal) ? InArgument().Replace(text, "$1" + Mask) : text;
    }

    // A password may contain '@' unescaped: everything up to the last '@' before the path belongs to it.
    [GeneratedRegex(@"([a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s/]+@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InAddress();

    [GeneratedRegex(@"\b((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key)=)[^\s;&""']+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InArgument();
}
