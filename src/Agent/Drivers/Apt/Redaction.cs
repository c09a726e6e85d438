using System.Text.RegularExpressions;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Hides passwords in addresses.</summary>
internal static partial class Redaction
{
    /// <summary><c>https://user:secret@host/</c> becomes <c>https://user:***@host/</c>; a lone token is hidden too.</summary>
    public static string Of(string text) => UserInfo().Replace(text, m => m.Groups["user"].Success ? $"{m.Groups["user"].Value}:***@" : "***@");

    [GeneratedRegex(@"(?<=[a-z]://)(?:(?<user>[^/\s:@]+):)?[^/\s@]+@", RegexOptions.IgnoreCase)]
    private static partial Regex UserInfo();
}
