namespace KuPkg.Toml.Tests.Mistakes;

/// <summary>What is told of keys and headers that contradict earlier ones: always with the line of the earlier one.</summary>
public sealed class ConflictTests
{
    [Theory]
    [InlineData("a = 1|b = 2|a = 3", "3:1  the key \"a\" is given a second time; the first is in line 1")]
    [InlineData("[a.\"b c\"]|d = 1||'d' = 2", "4:1  the key a.\"b c\".d is given a second time; the first is in line 2")]
    [InlineData("\"\" = 1|'' = 2", "2:1  the key \"\" is given a second time; the first is in line 1")]
    [InlineData("a = { b = 1, b = 2 }", "1:14  the key \"b\" is given a second time; the first is in line 1")]
    [InlineData("a.b = 1|a = 2", "2:1  \"a\" is a table since line 1; it cannot get a value, too")]
    [InlineData("[a]|[[a.b]]|[a.c]|[a.b.d]|e = 1|e = 2", "6:1  the key \"a.b.d.e\" is given a second time; the first is in line 5")]
    [InlineData("a = 1|a.b = 2", "2:1  \"a\" is an integer, given in line 1; it cannot hold the key \"b\"")]
    [InlineData("a = [1]|a.b = 2", "2:1  \"a\" is an array, given in line 1; it cannot hold the key \"b\"")]
    [InlineData("a = {}|a.b = 2", "2:1  \"a\" is an inline table, complete in line 1; put \"b\" into its braces")]
    [InlineData("[a.b]|[a]|b.c = 1", "3:1  the table [a.b] has a header in line 1; \"c\" belongs there, dotted keys cannot add to it")]
    [InlineData("[[a.b]]|[a]|b.c = 1", "3:1  \"a.b\" is an array of tables since line 1; dotted keys cannot add to it")]
    public void Keys(string lines, string mistake) => Mistakes(lines).Should().Equal(mistake);

    [Theory]
    [InlineData("[a]|b = 1|[a]|b = 2|c = 3", "3:2  the table [a] is opened a second time; the first is in line 1, and all its keys belong there")]
    [InlineData("a.b = 1|[a]", "2:2  the table [a] is made by the dotted key in line 1 already; write its other keys with dots, too, beside that one")]
    [InlineData("[a.b.c]|[a]|b.d = 1|[a.b]", "4:4  the table [a.b] is made by the dotted key in line 3 already; write its other keys with dots, too, beside that one")]
    [InlineData("[[a]]|[a]", "2:2  \"a\" is an array of tables since line 1; a further element of it begins with [[a]]")]
    [InlineData("a = {}|[a]", "2:2  \"a\" is an inline table, complete in line 1; put all its keys into its braces, or under one header")]
    [InlineData("a = {}|[a.b]", "2:2  \"a\" is an inline table, complete in line 1; put \"b\" into its braces")]
    [InlineData("a = ''|[a]", "2:2  \"a\" is a string, given in line 1; it cannot be a table, too")]
    [InlineData("a = ''|[a.b.c]", "2:2  \"a\" is a string, given in line 1; it cannot hold the key \"b\"")]
    [InlineData("[a]|[[a]]", "2:3  \"a\" is a single table since line 1; to make it an array of tables write [[a]] there, too")]
    [InlineData("a = []|[[a]]", "2:3  \"a\" is an array, complete in line 1; [[a]] cannot add to it")]
    [InlineData("a = 1|[[a]]", "2:3  \"a\" is an integer, given in line 1; it cannot be a table, too")]
    public void Headers(string lines, string mistake) => Mistakes(lines).Should().Equal(mistake);

    [Theory]
    [InlineData("[x.y.z.w]|[x]")]
    [InlineData("[fruit]|apple.color = 1|apple.taste.sweet = true|[fruit.apple.texture]")]
    [InlineData("a.b = 1|a.c = 2|[a.d]")]
    [InlineData("[a.b.c]|[a]|b.d = 1|b.e = 2")]
    [InlineData("[[a]]|[a.b]|[[a]]|[a.b]")]
    public void What_the_specification_allows_is_no_conflict(string lines) => Mistakes(lines).Should().BeEmpty();

    [Theory]
    [InlineData("a = stable|a.b = 1|[a.c]|[[a]]", "1:5")]
    [InlineData("a = 1 x|[a]|b = 2", "1:5")]
    public void A_key_whose_value_cannot_be_read_contradicts_nothing(string lines, string only) =>
        Mistakes(lines).Should().ContainSingle().Which.Should().StartWith(only);

    [Fact]
    public void A_key_whose_value_cannot_be_read_counts_as_given() => Mistakes("a = stable|a = 1").Should().HaveCount(2);

    private static IEnumerable<string> Mistakes(string lines) => Read.Mistakes(lines.Replace('|', '\n'));
}
