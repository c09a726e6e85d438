using System.Text.RegularExpressions;

namespace KuPkg.Toml.Tests.Corpus;

/// <summary>
/// The public toml-test corpus, as the Debian package golang-github-burntsushi-toml-dev installs it (tests/setup does). TOML_TEST_CORPUS names another
/// copy's folder: the one that holds <c>valid</c> and <c>invalid</c>.
/// </summary>
internal static partial class CorpusFiles
{
    /// <summary>Stands for the corpus where there is none, so that its tests fail instead of being none.</summary>
    public const string Missing = "the corpus is not there";

    public static string Folder { get; } = Environment.GetEnvironmentVariable("TOML_TEST_CORPUS") is { Length: > 0 } named
        ? named
        : "/usr/share/gocode/src/github.com/BurntSushi/toml/internal/toml-test/tests";

    /// <summary>What it tests of version 1.0.0: relative paths without <c>.toml</c>.</summary>
    public static IReadOnlyList<string> Version1 { get; } = Directory.Exists(Folder) ? [.. Listed().Order(StringComparer.Ordinal)] : [];

    /// <summary>Good documents of later versions that it names as none of 1.0.0.</summary>
    public static IReadOnlyList<string> OnlyLater { get; } = Directory.Exists(Folder)
        ? [.. Excluded().Where(name => name.StartsWith("valid/", StringComparison.Ordinal) && !name.Contains('*', StringComparison.Ordinal))]
        : [];

    public static byte[] Read(string name) =>
        name != Missing
            ? File.ReadAllBytes(PathOf(name, ".toml"))
            : throw new DirectoryNotFoundException($"{Folder} is not there: install the package golang-github-burntsushi-toml-dev (make setup)");

    public static string PathOf(string name, string extension) => Path.Combine(Folder, name + extension);

    // A copy from its own repository has a list for each version. The packaged one has only the harness, which names what is no part of a version.
    private static IEnumerable<string> Listed()
    {
        var list = Path.Combine(Folder, "files-toml-1.0.0");
        var files = File.Exists(list)
            ? File.ReadLines(list)
            : Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file));
        var names = files.Where(file => file.EndsWith(".toml", StringComparison.Ordinal)).Select(file => file[..^".toml".Length]);
        return File.Exists(list) ? names : names.Except(Excluded());
    }

    // "1.0.0": versionSpec{
    //     exclude: []string{
    //         "valid/string/escape-esc", // \e
    //     },
    // },
    private static IEnumerable<string> Excluded()
    {
        var harness = File.ReadAllText(Path.Combine(Folder, "..", "version.go"));
        var list = ExcludedFromVersion1().Match(harness);
        list.Success.Should().BeTrue("version.go says what is no part of version 1.0.0");
        return QuotedName().Matches(list.Groups[1].Value).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex("""
        "1\.0\.0": versionSpec\{\s*exclude: \[\]string\{(.*?)\n\s*\},
        """, RegexOptions.Singleline)]
    private static partial Regex ExcludedFromVersion1();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex QuotedName();
}
