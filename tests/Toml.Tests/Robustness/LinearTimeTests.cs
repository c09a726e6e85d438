using System.Text;

namespace KuPkg.Toml.Tests.Robustness;

/// <summary>
/// Documents of one to two megabytes that a careless reader takes the square of their length for: minutes or hours. CPU time is measured, as other work on
/// the machine does not add to it, and while no other test runs; the bound is many times what is needed (a fraction of a second).
/// </summary>
[Collection(nameof(Alone))]
public sealed class LinearTimeTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    public static TheoryData<string, string, string, string> Documents => new()
    {
        // What it is, how it begins, what is repeated with a number in the place of #, how it ends.
        { "keys", "", "key# = 1\n", "" },
        { "keys on one line", "a = {", "key# = 1, ", "last = 1}" },
        { "dotted keys into one table", "", "a.b.c.key# = 1\n", "" },
        { "dotted keys into many tables", "", "a#.b.c = 1\n", "" },
        { "headers", "", "[a.b.c#]\n", "" },
        { "elements of an array of tables", "", "[[a.b]]\nc = 1\n", "" },
        { "tables in elements", "[[a]]\n", "[[a.b]]\n[a.b.c]\nd = 1\n", "" },
        { "values on one line", "a = [", "'é', 1, ", "]" },
        { "lines of an array", "a = [\n", "'é',\n", "]" },
        { "quotation marks in a string", "a = '''", "''\"", "'''" },
        { "lines of a string", "a = \"\"\"", "x\\\n   y\n", "\"\"\"" },
        { "escapes", "a = \"", "\\u00e9\\n", "\"" },
        { "one long string", "a = \"", "éxxxxxxxxx", "\"" },
        { "one long key", "", "xxxxxxxxxx", " = 1" },
        { "one long comment", "# ", "é xxxxxxx ", "" },
        { "one long integer", "a = 1", "0000000000", "" },
        { "one long float", "a = 1.", "0_1_0_1_0_1", "e1" },
        { "one long fraction of a second", "a = 00:00:00.", "0123456789", "" },
        { "blanks", "a =", "\t         ", "1" },
        { "broken keys", "", "key# 1\n", "" },
        { "broken values on one line", "a = [", "x é, ", "]" },
        { "broken values behind a long word", $"a = [\n{new string('x', 500_000)}, ", "x, ", "]" },
        { "broken values on lines", "a = [\n", "x y,\n", "]" },
        { "broken escapes on one line", "a = [", "\"\\é\", ", "]" },
        { "keys twice on one line", "a = {", "é.x = 1, ", "}" },
        { "missing commas", "a = [", "1 ", "]" },
        { "missing commas on lines", "a = [\n", "1\n", "]" },
        { "open arrays", "", "a# = [1\n", "" },
        { "open braces", "", "a# = {b = 1\n", "" },
        { "open brackets on lines", "a = [\n", "[[x\n", "" },
        { "open strings in an array", "a = [\n", "\"x\n", "" },
        { "open quotation marks behind escapes", "a = [\nb = \"", "\\\"", "" },
        { "open multi-line strings in junk", "a b ", "\"\"\" ''' ", "" },
        { "pairs in a brace on lines", "a = {\n", "b# = 1,\n", "}" },
        { "closing brackets", "a = [\n", "]\n]\n", "" },
        { "carriage returns", "a = 1", "\r\r\r\r\r\r\r\rx", "" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_long_document_takes_time_in_proportion(string what, string begin, string repeated, string end)
    {
        var text = new StringBuilder(begin);
        for (var i = 0; text.Length < 1_500_000; i++)
            text.Append(repeated.Replace("#", i.ToString(), StringComparison.Ordinal));
        var document = Encoding.UTF8.GetBytes(text.Append(end).ToString());
        var before = Environment.CpuUsage.TotalTime;

        TomlDocument.Parse(document);

        (Environment.CpuUsage.TotalTime - before).Should().BeLessThan(Bound, "{0} are read in one pass", what);
    }

    [Fact]
    public void Noise_takes_time_in_proportion()
    {
        var noise = new byte[2_000_000];
        new Random(1).NextBytes(noise);
        var before = Environment.CpuUsage.TotalTime;

        TomlDocument.Parse(noise).Diagnostics.Should().HaveCount(TomlDocument.MostMistakes + 1);

        (Environment.CpuUsage.TotalTime - before).Should().BeLessThan(Bound);
    }

    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;
}
