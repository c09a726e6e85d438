namespace KuPkg.Toml.Tests.Robustness;

public sealed class DepthTests
{
    private const int Most = TomlDocument.MostDepth;

    [Theory]
    [InlineData("a = ", "[", "1", "]", "")]
    [InlineData("a = ", "{ b = ", "1", "}", "")]
    [InlineData("a = ", "[{ b = ", "1", "}]", "")]
    [InlineData("a", ".b", " = 1", "", "")]
    [InlineData("[a", ".b", "]", "", "")]
    [InlineData("[[a", ".b", "]]", "", "")]
    public void A_million_levels_are_one_mistake(string begin, string open, string middle, string close, string end)
    {
        var levels = string.Concat(Enumerable.Repeat(open, 1_000_000));
        var closing = string.Concat(Enumerable.Repeat(close, 1_000_000));

        var whole = Read.Text($"{begin}{levels}{middle}{closing}{end}\n[next]\nb = 1");
        whole.Diagnostics.Should().ContainSingle().Which.Message.Should().Contain("nested deeper than 128 levels");
        whole.Root.At("next.b").Value.Should().BeOfType<TomlInteger>();

        Read.Text($"{begin}{levels}").Diagnostics.Should().ContainSingle();
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData(']')]
    [InlineData('}')]
    [InlineData('"')]
    [InlineData('\'')]
    [InlineData('.')]
    [InlineData('\\')]
    [InlineData('\0')]
    public void A_million_of_one_character_are_no_more_than_a_few_mistakes(char character) =>
        Read.Text(new string(character, 1_000_000)).Diagnostics.Should().HaveCountLessThan(3).And.NotBeEmpty();

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{ b = ", " }")]
    public void Values_may_be_as_deep_as_it_says(string open, string close)
    {
        static string Nested(string open, string close, int levels) =>
            $"a = {string.Concat(Enumerable.Repeat(open, levels))}1{string.Concat(Enumerable.Repeat(close, levels))}";

        Read.Mistakes(Nested(open, close, Most).Replace("[1]", "[]")).Should().BeEmpty();
        Read.Mistakes(Nested(open, close, Most + 1)).Should().ContainSingle();
    }

    [Fact]
    public void Dotted_keys_and_headers_may_be_as_deep_as_it_says()
    {
        static string Path(int parts) => string.Join('.', Enumerable.Repeat("a", parts));

        Read.Mistakes($"{Path(Most + 1)} = 1").Should().BeEmpty();
        Read.Mistakes($"{Path(Most + 2)} = 1").Should().ContainSingle();
        Read.Mistakes($"{Path(Most + 1)} = []").Should().ContainSingle("the array is a level, too");
        Read.Mistakes($"[{Path(Most)}]\na = 1").Should().BeEmpty();
        Read.Mistakes($"[{Path(Most)}]\na.b = 1").Should().ContainSingle();
        Read.Mistakes($"[{Path(Most + 1)}]").Should().ContainSingle();
        Read.Mistakes($"[[{Path(Most - 1)}]]").Should().BeEmpty();
        Read.Mistakes($"[[{Path(Most)}]]").Should().ContainSingle();
    }

    [Fact]
    public void Arrays_of_tables_in_each_other_are_as_deep_as_both_are()
    {
        var path = "a";
        var text = "";
        for (var i = 0; i < Most; i++, path += ".a")
            text += $"[[{path}]]\n";

        Read.Text(text).Diagnostics.Should().HaveCount(Most / 2).And.OnlyContain(diagnostic => diagnostic.Message.Contains("nested deeper"));
    }
}
