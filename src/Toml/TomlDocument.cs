using KuPkg.Toml.Reading;

namespace KuPkg.Toml;

/// <summary>
/// Reads TOML 1.0.0 (toml.io/en/v1.0.0), all of it and nothing else. No file is opened and no state is kept: any number of threads may read at once.
/// </summary>
public static class TomlDocument
{
    /// <summary>How deep tables and arrays may be nested. The specification sets no bound; without one a few kilobytes could exhaust the stack.</summary>
    public const int MostDepth = 128;

    /// <summary>After so many mistakes the reader stops, and says so in one more.</summary>
    public const int MostMistakes = 100;

    /// <summary>Reads a document. Takes time in proportion to its length, whatever is in it, and never throws for what is in it.</summary>
    /// <param name="utf8">The whole file. A byte order mark at its start is passed over.</param>
    public static TomlParse Parse(ReadOnlySpan<byte> utf8)
    {
        var mistakes = new Mistakes();
        var tree = new Tree(mistakes);
        var reader = new DocumentReader(SourceText.Check(utf8, mistakes), mistakes, tree);
        reader.Read();
        return new TomlParse(tree.Root.ToTable(), mistakes.InOrder());
    }
}
