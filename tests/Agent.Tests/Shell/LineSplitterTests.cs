using System.Text;
using FsCheck;
using FsCheck.Fluent;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Tests.Shell;

public sealed class LineSplitterTests
{
    [Fact]
    public void However_the_bytes_are_cut_the_lines_are_the_same()
    {
        var bytes = Gen.Elements("a", "ä", "\n", "\n", "\r", "\0", "\u20AC", "word ").ArrayOf().Select(static parts => Encoding.UTF8.GetBytes(string.Concat(parts)));
        var cases = (from text in bytes from size in Gen.Choose(1, 9) select (text, size)).ToArbitrary();

        Prop.ForAll(cases, static c =>
        {
            var (whole, wholeRest) = Split(c.text, Math.Max(1, c.text.Length));
            var (cut, cutRest) = Split(c.text, c.size);
            return whole.SequenceEqual(cut) && wholeRest == cutRest;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Without_odd_bytes_and_long_lines_nothing_is_lost()
    {
        var texts = Gen.Elements("a", "\n", "ä", "longer").ArrayOf().Select(string.Concat).ToArbitrary();

        Prop.ForAll(texts, static text =>
        {
            var (lines, rest) = Split(Encoding.UTF8.GetBytes(text), 3, most: 1000);
            return string.Concat(lines.Select(static l => l + "\n")) + rest == text;
        }).QuickCheckThrowOnFailure();
    }

    private static (List<string> Lines, string? Unfinished) Split(byte[] bytes, int size, int most = 6)
    {
        var splitter = new LineSplitter(most);
        var lines = new List<string>();
        foreach (var chunk in bytes.Chunk(size))
            splitter.Feed(chunk, lines);
        return (lines, splitter.Unfinished);
    }
}
