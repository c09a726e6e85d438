using System.Text.Json;

namespace KuPkg.Toml.Tests.Corpus;

/// <summary>One test for each file of the corpus. There is no list of exceptions.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Valid => Named("valid/", CorpusFiles.Version1);

    public static TheoryData<string> Invalid => Named("invalid/", CorpusFiles.Version1);

    public static TheoryData<string> OnlyLater => Named("valid/", CorpusFiles.OnlyLater);

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_document_says_what_its_json_says(string name)
    {
        var parse = TomlDocument.Parse(CorpusFiles.Read(name));

        parse.Diagnostics.Should().BeEmpty();
        using var json = JsonDocument.Parse(File.ReadAllBytes(CorpusFiles.PathOf(name, ".json")));
        Tagged.Text(parse.Root).Should().Be(Tagged.Text(json.RootElement));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_document_is_refused(string name) => TomlDocument.Parse(CorpusFiles.Read(name)).Diagnostics.Should().NotBeEmpty();

    [Theory]
    [MemberData(nameof(OnlyLater))]
    public void What_only_a_later_version_allows_is_refused(string name) => TomlDocument.Parse(CorpusFiles.Read(name)).Diagnostics.Should().NotBeEmpty();

    [Fact]
    public void The_corpus_is_whole() =>
        CorpusFiles.Version1.Should().HaveCountGreaterThanOrEqualTo(300, "{0} holds that many", CorpusFiles.Folder);

    private static TheoryData<string> Named(string prefix, IEnumerable<string> names)
    {
        var found = names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return found.Count > 0 ? [.. found] : [CorpusFiles.Missing];
    }
}
