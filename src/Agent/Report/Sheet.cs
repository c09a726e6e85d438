namespace KuPkg.Agent.Report;

/// <summary>A colour's meaning; each is also said in words or by a mark.</summary>
internal enum Tone
{
    Plain,
    Good,
    Warn,
    Bad,
    Faint,
}

/// <summary>Lines of a screen. All text goes through <see cref="Plain"/> here, so that no screen can forget it.</summary>
internal sealed class Sheet(TextWriter writer, Terminal terminal)
{
    private const int LabelWidth = 12;
    private const int TitleWidth = 38;
    private const string Blanks = "                                      ";

    /// <summary>A line.</summary>
    public void Line(string text, Tone tone = Tone.Plain) => writer.WriteLine(Paint(Plain.Line(text).TrimEnd(), tone));

    /// <summary>A text that may have several lines, each indented.</summary>
    public void Lines(string indent, string text, Tone tone = Tone.Plain)
    {
        foreach (var line in Plain.Lines(text)) Line(indent + line, tone);
    }

    public void Blank() => writer.WriteLine();

    /// <summary>A line after a label of fixed width.</summary>
    public void Row(string label, string text, Tone tone = Tone.Plain) =>
        writer.WriteLine(Paint(Padded(Plain.Line(label), LabelWidth), tone) + Plain.Line(text).TrimEnd());

    /// <summary>The next line of a row.</summary>
    public void More(string text) => Row("", text);

    /// <summary>Text on the left and a verdict beside it.</summary>
    public void Title(string left, string verdict, Tone tone) =>
        writer.WriteLine($"{Padded(Plain.Line(left), TitleWidth)}  {Paint(Plain.Line(verdict), tone)}");

    // As PadRight, whose vectors would be compiled anew at each start of a command that has a few milliseconds.
    private static string Padded(string text, int width) => text.Length >= width ? text : string.Concat(text, Blanks.AsSpan(0, width - text.Length));

    private string Paint(string text, Tone tone) => !terminal.UsesColour || tone == Tone.Plain || text.Length == 0
        ? text
        : $"\u001b[{tone switch { Tone.Good => "32", Tone.Warn => "33", Tone.Bad => "31", _ => "2" }}m{text}\u001b[0m";
}
