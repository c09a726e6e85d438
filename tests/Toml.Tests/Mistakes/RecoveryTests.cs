using System.Text;
using KuPkg.Toml.Tests.Corpus;

namespace KuPkg.Toml.Tests.Mistakes;

/// <summary>All mistakes at once, each told once, and none that only follows from another.</summary>
public sealed class RecoveryTests
{
    /// <summary>Statements that each have one mistake, and give no value.</summary>
    private static readonly string[] Broken =
    [
        "broken = stable", "broken = 12h", "broken = \"open", "broken = 'open", "broken = 'it's'", "broken = \"say \"hi\"\"", "broken = \"\\q\"",
        "broken = 1 2", "broken = 1 other = 2", "broken =", "broken", "= 1", "broken: 1", "bröken = 1", "broken thing = 1", "broken = 1979-13-01", "# \u0001",
        "broken = [1, 2", "broken = { x = 1", "broken = [[[", "broken = {{{", "broken = [1, x, [2, 3]]", "broken = [1, \"open]", "broken = \"open [",
        "broken = [1\n  2\n]", "broken = [\n  1,\n  x,\n]", "broken = {\n  x = 1,\n  y = 2,\n}", "broken = {\n  x = 1,\n  y = [\n    2,\n  ]\n}",
        "broken = [\n  { x = 1,\n    y = 2 },\n  { x = 1,\n    y = 2 }\n]", "broken = [\"\"\"\nx = 1\"\"\" y]", "broken = [!'''\nx = 1'''\n]",
        "broken: [\n  \"a\",\n  \"b\"\n]", "broken = x [\n  \"a\",\n]", "\"broken", "broken = \"first\nsecond\nthird\"", "broken = {}}", "broken = ]", "}",
    ];

    private static readonly string[] BrokenHeaders =
    [
        "[broken", "[[broken", "[[broken]", "[broken]]", "[bro ken]", "[bröken]", "[]", "[", "[[]]", "[.broken]", "[broken.]", "[\"broken]", "['broken", "[broken] x = 1", "[broken] [",
        "[[broken]]]", "[broken\n]",
    ];

    public static TheoryData<string> Valid => CorpusTests.Valid;

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_mistake_anywhere_is_told_once_and_loses_nothing_else(string name)
    {
        var lines = Lines(name);
        var whole = Parse(lines);
        foreach (var line in LinesOfKeys(whole.Root, lines))
        {
            foreach (var broken in Broken)
            {
                var parse = Parse([.. lines[..(line - 1)], broken, .. lines[(line - 1)..]]);

                var told = parse.Diagnostics.Should().ContainSingle("\"{0}\" stands before line {1}", broken, line).Subject;
                told.Position.Line.Should().BeInRange(line, line + broken.Count(c => c == '\n'));
                Tagged.Text(parse.Root).Should().Be(Tagged.Text(whole.Root), "\"{0}\" stands before line {1}", broken, line);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_mistake_in_a_header_is_told_once(string name)
    {
        var lines = Lines(name);
        foreach (var line in LinesOfKeys(Parse(lines).Root, lines))
        {
            foreach (var broken in BrokenHeaders)
            {
                Parse([.. lines[..(line - 1)], broken, .. lines[(line - 1)..]]).Diagnostics
                    .Should().ContainSingle("\"{0}\" stands before line {1}", broken, line).Which.Position.Line.Should().Be(line);
            }
        }
    }

    [Fact]
    public void Every_mistake_of_a_file_is_told_in_its_order() => Read.Mistakes("""
        track = stable
        zone = "Europe/Berlin
        [schedule
        every = 12h
        window = ["Mon-Fri 01:00-05:00", "Sat,Sun 00:00-24:00"
        jitter = "6h"
        jitter = "7h"

        [packages]
        only = [
          "a"
          "b",
          c,
        ]
        never = [
          "linux-image-*",
        allow_removals = False

        [schedule]
        every = "1h"
        x = { a = 1, b = , c = 3x }
        y = 1 # the last
        """).Should().Equal(
            "1:9  text needs quotation marks: \"stable\"",
            "2:8  the string is not closed: a quotation mark (\") is missing before the end of the line",
            "3:10  the header is not closed: \"]\" is missing here",
            "4:9  text needs quotation marks: \"12h\"",
            "5:10  this bracket is not closed: \"]\" is missing",
            "7:1  the key \"schedule.jitter\" is given a second time; the first is in line 6",
            "12:3  a comma is missing before this value",
            "13:3  text needs quotation marks: \"c\"",
            "15:9  this bracket is not closed: \"]\" is missing",
            "17:18  a boolean is written in lower case: false",
            "19:2  the table [schedule] is opened a second time; the first is in line 3, and all its keys belong there",
            "21:18  a value is missing here; empty text is written \"\"");

    [Fact]
    public void A_comma_that_is_missing_at_the_end_of_a_line_is_told() => Read.Mistakes("a = [\n  { b = 1 },\n  { b = 2\n    c = 3 },\n]\nd = 1").Should().Equal(
        "3:3  an inline table must end on the line on which it begins; where it is too long, a table with a header [name] of its own is better",
        "4:5  a comma is missing before this key");

    [Fact]
    public void What_is_right_beside_mistakes_is_there()
    {
        var root = Read.Text("a = 1\nb = x\n[t\nc = 2\nd = [1, y]\n[!]\ne = 3\n[u]\nf = 4").Root;

        Tagged.Text(root).Should().Be("{\"a\": integer \"1\", \"t\": {\"c\": integer \"2\"}, \"u\": {\"f\": integer \"4\"}}");
    }

    [Fact]
    public void After_a_multi_line_string_without_an_end_nothing_more_is_told() =>
        Read.Mistakes("a = x\nb = \"\"\"\nc = y\n[d\n").Should().HaveCount(2).And.Contain("2:5  the multi-line string is not closed: \"\"\" is missing");

    [Fact]
    public void Bytes_that_are_no_utf8_are_told_once_a_line_and_other_mistakes_too()
    {
        var parse = TomlDocument.Parse([.. "a = \"caf"u8, 0xE9, .. " "u8, 0xE9, .. "\"\nb = x\n# "u8, 0xFF, .. "\nc = 1\n"u8]);

        parse.Diagnostics.Select(diagnostic => diagnostic.ToString()).Should().Equal(
            "1:9  the byte 0xE9 is no valid UTF-8 here; save the file as UTF-8",
            "2:5  text needs quotation marks: \"x\"",
            "3:3  the byte 0xFF is no valid UTF-8 here; save the file as UTF-8");
        parse.Root.Entries.Select(entry => entry.Key).Should().Equal("c");
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void Another_encoding_is_one_mistake(string encoding)
    {
        var bytes = Encoding.GetEncoding(encoding).GetBytes("a = 1\nb = 2\n");

        TomlDocument.Parse(bytes).Diagnostics.Should().ContainSingle().Which.Message.Should().Contain("UTF-16");
        TomlDocument.Parse([.. Encoding.GetEncoding(encoding).GetPreamble(), .. bytes]).Diagnostics.Should().ContainSingle();
    }

    [Fact]
    public void The_list_of_mistakes_ends_and_says_so()
    {
        static string Keys(int count) => string.Concat(Enumerable.Range(1, count).Select(i => $"k{i:D3} = x\n"));

        var told = Read.Text(Keys(900)).Diagnostics;

        Read.Text(Keys(TomlDocument.MostMistakes)).Diagnostics.Should().HaveCount(TomlDocument.MostMistakes, "there are no more");
        told.Should().HaveCount(TomlDocument.MostMistakes + 1);
        told[^1].ToString().Should().Be("100:8  100 mistakes are listed; there may be more behind them");
    }

    [Fact]
    public void The_list_ends_within_a_statement_too() =>
        Read.Text($"a = [{string.Concat(Enumerable.Repeat("'\u0001', ", 500))}]").Diagnostics.Should().HaveCount(TomlDocument.MostMistakes + 1);

    [Fact]
    public void The_list_of_lines_that_are_no_utf8_ends_and_says_so()
    {
        var told = TomlDocument.Parse([.. Enumerable.Repeat((byte[])[(byte)'#', 0xFF, (byte)'\n'], 5000).SelectMany(line => line)]).Diagnostics;

        told.Should().HaveCount(TomlDocument.MostMistakes + 1);
        told[^1].ToString().Should().Be("100:2  100 mistakes are listed; there may be more behind them");
    }

    private static string[] Lines(string name) => Encoding.UTF8.GetString(CorpusFiles.Read(name)).TrimStart('\uFEFF').Split('\n');

    private static TomlParse Parse(string[] lines) => Read.Text(string.Join('\n', lines));

    // Lines that begin with a key and are no part of a value.
    private static HashSet<int> LinesOfKeys(TomlValue value, string[] lines) => value switch
    {
        TomlTable table => [.. table.Entries.SelectMany(entry => LinesOfKeys(entry.Value, lines).Append(IsFirst(entry.KeyPosition, lines) ? entry.KeyPosition.Line : 0)).Where(line => line > 0)],
        TomlArray array => [.. array.Items.SelectMany(item => LinesOfKeys(item, lines))],
        _ => [],
    };

    private static bool IsFirst(TomlPosition key, string[] lines) => lines[key.Line - 1].TrimStart(' ', '\t').Length + key.Column - 1 == lines[key.Line - 1].Length;
}
