using KuPkg.Policy.Locks;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg locks</c>: for each lock its holder, the way down to where its work is, what it does, and what KuPkg would do about it.</summary>
internal static class LocksScreen
{
    private const int LeastWidth = 28;
    private const string Indent = "    ";

    /// <param name="writer">Where to.</param>
    /// <param name="terminal">How.</param>
    /// <param name="readings">The locks.</param>
    /// <param name="remark">What is to be said about all of them; null: nothing.</param>
    public static void Write(TextWriter writer, Terminal terminal, IReadOnlyList<LockReading> readings, string? remark)
    {
        var sheet = new Sheet(writer, terminal);
        var width = readings.Select(r => r.Path.Length).Append(LeastWidth).Max() + 2;
        foreach (var (reading, i) in readings.Select((r, i) => (r, i)))
        {
            var path = reading.Path.PadRight(width);
            if (reading.Holder is not { } holder)
            {
                sheet.Line(path + (reading.FileExists ? "free (the file exists; a file is no lock)" : "free"));
                continue;
            }

            sheet.Line($"{path}held by {holder.Who}", Tone.Warn);

            // The same holder is told once, at its first lock.
            if (readings.Take(i).Any(r => r.Holder == holder))
                continue;
            if (reading.Chain.Count > 0)
                sheet.Lines(Indent, string.Join(" › ", reading.Chain));
            if (reading.Activity.Length > 0)
                sheet.Lines(Indent, reading.Activity);
            foreach (var sentence in reading.Outlook)
                sheet.Lines(Indent, sentence);
        }

        if (remark is not null)
            sheet.Line(remark);
    }
}
