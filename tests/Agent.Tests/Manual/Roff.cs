using System.Text;
using System.Text.RegularExpressions;

namespace KuPkg.Agent.Tests.Manual;

/// <summary>Writes a manual page: the few requests of man(7) that ours need. Texts come in plain or, where it says so, in the Markdown of docs/.</summary>
internal sealed partial class Roff
{
    private static readonly (string Character, string Escape)[] Characters =
    [
        ("\\", "\\e"), ("→", "\\(->"), ("×", "\\(mu"), ("−", "\\-"), ("…", "\\&..."), ("·", "\\(bu"), ("≤", "\\(<="), ("≥", "\\(>="),
    ];

    private readonly StringBuilder _text = new();
    private bool _isAfterHeading;

    /// <summary>The head of the page.</summary>
    /// <param name="name">Such as <c>kupkg</c>.</param>
    /// <param name="section">Such as 8.</param>
    /// <param name="date">Of the release, as 2026-12-31.</param>
    /// <param name="version">Of kupkg.</param>
    /// <param name="from">A word on where it comes from, for who would edit it.</param>
    public Roff(string name, int section, string date, string version, string from)
    {
        _text.Append($".\\\" Made by \"make docs\" from {from}; do not edit.\n");
        _text.Append($".TH {name.ToUpperInvariant()} {section} {date} \"KuPkg {version}\" KuPkg\n");
        // Commands and keys are to be copied as they stand.
        _text.Append(".nh\n.ad l\n");
    }

    /// <summary>A heading. The name of a table of the configuration stays as it is written there.</summary>
    public Roff Section(string title) => Line($".SH {(title.StartsWith('[') ? title : title.ToUpperInvariant())}");

    public Roff Subsection(string plain) => Line($".SS {Escaped(plain)}");

    /// <summary>A paragraph of text.</summary>
    public Roff Paragraph(string plain) => Begin().Line(Escaped(plain));

    /// <summary>A term, and the text that explains it.</summary>
    public Roff Term(string term, string markdown) => Line(".TP").Line(Bold(term)).Line(Inline(markdown));

    /// <summary>More on the term above, as a paragraph of its own.</summary>
    public Roff More(string markdown) => Line(".IP").Line(Inline(markdown));

    /// <summary>Lines as they stand.</summary>
    public Roff Lines(params IEnumerable<string> plain)
    {
        Begin().Line(".nf").Line(".RS 4");
        foreach (var line in plain)
            Line(Code(line));
        return Line(".RE").Line(".fi");
    }

    /// <summary>Name and purpose: what whatis(1) and apropos(1) read.</summary>
    public Roff Name(string name, string purpose) => Section("Name").Line($"{Escaped(name)} \\- {Escaped(purpose)}");

    /// <summary>One line of a synopsis.</summary>
    public Roff Synopsis(string command, string rest) => Begin().Line($"{Bold(command)} {Escaped(rest)}".TrimEnd());

    /// <summary>Paragraphs and lists of Markdown.</summary>
    public Roff Prose(string markdown)
    {
        foreach (var block in markdown.Trim().Split("\n\n"))
        {
            // A list's item begins with a dash; what is indented below it belongs to it.
            if (block.StartsWith("- ", StringComparison.Ordinal))
            {
                foreach (var item in ItemBegin().Split(block).Where(i => i.Length > 0))
                    Line(".IP \\(bu 2").Line(Inline(Blanks().Replace(item, " ")));
            }
            else
            {
                Begin().Line(Inline(Blanks().Replace(block, " ")));
            }
        }

        return this;
    }

    public override string ToString() => _text.ToString();

    private static string Bold(string text) => $"\\fB{Code(text)}\\fR";

    // Code in bold, a link as its text.
    private static string Inline(string markdown)
    {
        var parts = Link().Replace(markdown.Trim(), "$1").Split('`');
        var text = string.Concat(parts.Select((part, i) => i % 2 == 0 ? Escaped(part) : Bold(part)));
        return Guarded(text);
    }

    // A minus, not a hyphen: it is copied into a shell.
    private static string Code(string text) => Guarded(Characterwise(text).Replace("-", "\\-", StringComparison.Ordinal).Replace("'", "\\(aq", StringComparison.Ordinal).Replace("\"", "\\(dq", StringComparison.Ordinal));

    // An option in a text is copied too.
    private static string Escaped(string plain) =>
        Guarded(OptionDashes().Replace(Characterwise(plain), m => m.Value.Replace("-", "\\-", StringComparison.Ordinal)));

    private static string Characterwise(string plain)
    {
        foreach (var (character, escape) in Characters)
            plain = plain.Replace(character, escape, StringComparison.Ordinal);
        return Ascii.IsValid(plain) ? plain : throw new InvalidOperationException($"no escape is known for a character of: {plain}");
    }

    // A line that begins with a dot or an apostrophe is a request.
    private static string Guarded(string text) => text.StartsWith('.') || text.StartsWith('\'') ? "\\&" + text : text;

    // A heading begins a paragraph by itself.
    private Roff Begin() => _isAfterHeading ? this : Line(".PP");

    private Roff Line(string line)
    {
        _text.Append(line).Append('\n');
        _isAfterHeading = line.StartsWith(".S", StringComparison.Ordinal);
        return this;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("(?:^|\n)- ")]
    private static partial Regex ItemBegin();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w\\])--?(?=[a-z])[a-z-]*")]
    private static partial Regex OptionDashes();
}
