namespace KuPkg.Agent.Tests.Manual;

/// <summary>Puts a page of docs/ into a manual page: headings of two levels, paragraphs, lists, blocks of code, tables.</summary>
internal static class Markdown
{
    private const string Fence = "```";

    /// <summary>Writes it.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="text">The page; its title is the manual page's business.</param>
    /// <param name="introduction">The heading of what stands before the first section.</param>
    public static void Write(Roff page, string text, string introduction)
    {
        foreach (var block in Blocks(text))
        {
            if (block[0].StartsWith("# ", StringComparison.Ordinal))
                page.Section(introduction);
            else if (block[0].StartsWith("## ", StringComparison.Ordinal))
                page.Section(block[0][3..]);
            else if (block[0].StartsWith("### ", StringComparison.Ordinal))
                page.Subsection(block[0][4..]);
            else if (block[0] == Fence)
                page.Lines(block[1..^1]);
            else if (block[0].StartsWith('|'))
                Table(page, block);
            else
                page.Prose(string.Join('\n', block));
        }
    }

    // Blocks are parted by empty lines, but within code; comments are the page's own affair.
    private static IEnumerable<string[]> Blocks(string text)
    {
        var block = new List<string>();
        foreach (var line in text.Split('\n').Where(static l => !l.StartsWith("<!--", StringComparison.Ordinal)))
        {
            var isInCode = block is [Fence] or [Fence, .., not Fence];
            if (line.Length > 0 || isInCode)
            {
                block.Add(line);
                continue;
            }

            if (block.Count > 0)
                yield return [.. block];
            block.Clear();
        }

        if (block.Count > 0)
            yield return [.. block];
    }

    // Of each row the first cell is a term, the second explains it, the others stand below with their headings.
    private static void Table(Roff page, string[] rows)
    {
        var headings = Cells(rows[0]);
        foreach (var row in rows[2..])
        {
            var cells = Cells(row);
            page.Term(cells[0].Replace("`", "", StringComparison.Ordinal), cells[1]);
            if (cells.Length > 2)
                page.More(string.Join(' ', cells.Zip(headings).Skip(2).Select(static c => $"{char.ToUpperInvariant(c.Second[0])}{c.Second[1..]}: {c.First}.")));
        }
    }

    private static string[] Cells(string row) => row.Trim('|').Split('|', StringSplitOptions.TrimEntries);
}
