using System.Text.RegularExpressions;

namespace KuPkg.Agent.Drivers.Apt.Sources;

/// <summary>The keys by which sources are to be signed, as far as they are files.</summary>
internal static partial class SignedBy
{
    // deb [arch=amd64 signed-by=/usr/share/keyrings/a.gpg,/srv/keys/b.asc] http://mirror.example.org/debian stable main
    // Signed-By: /usr/share/keyrings/a.gpg
    //  /srv/keys/b.asc
    /// <summary>The paths that the text of a source file names, in remarks too.</summary>
    public static IEnumerable<string> KeysIn(string text) =>
        Option().Matches(text).SelectMany(static m => m.Groups["keys"].Value.Split([',', ' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)).Where(static k => k[0] == '/');

    [GeneratedRegex(@"signed-by(?:=(?<keys>[^\s\]]*)|:(?<keys>.*(?:\n[ \t].*)*))", RegexOptions.IgnoreCase)]
    private static partial Regex Option();
}
