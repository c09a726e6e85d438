using System.Text.RegularExpressions;

namespace KuPkg.Hosts.Scenes.Foo;

/// <summary>The contract of the worked example, with what a test changes in it.</summary>
internal static partial class FooContract
{
    private const string CheckPrefix = "check.";

    /// <summary>Writes it.</summary>
    /// <param name="address">Where food listens.</param>
    /// <param name="changes">Keys of the service, or <c>check.KEY</c> of each of its checks → the value as TOML.</param>
    public static string Text(string address, IReadOnlyDictionary<string, string> changes)
    {
        var sections = SectionStart().Split(FooExample.Read("src/contract.toml").Replace("127.0.0.1", address, StringComparison.Ordinal));
        foreach (var (key, value) in changes)
        {
            var isOfChecks = key.StartsWith(CheckPrefix, StringComparison.Ordinal);
            for (var i = 0; i < sections.Length; i++)
            {
                if (sections[i].StartsWith("[[", StringComparison.Ordinal) == isOfChecks && sections[i].StartsWith('['))
                    sections[i] = With(sections[i], isOfChecks ? key[CheckPrefix.Length..] : key, value);
            }
        }

        return string.Concat(sections);
    }

    private static string With(string section, string key, string value)
    {
        var own = section.Split('\n').Where(l => !l.StartsWith(key + " ", StringComparison.Ordinal)).ToList();
        own.Insert(1, $"{key} = {value}");
        return string.Join('\n', own);
    }

    [GeneratedRegex(@"(?=^\[)", RegexOptions.Multiline)]
    private static partial Regex SectionStart();
}
