namespace KuPkg.Agent.Drivers.Apt;

/// <summary>What <c>dpkg --audit</c> prints: a paragraph and, indented by one space, the packages it is about. It exits with 0 in every case.</summary>
internal static class AuditOutput
{
    // The following packages are only half configured, probably due to problems
    // configuring them the first time.  The configuration should be retried using
    // dpkg --configure <package> or the configure menu option in dselect:
    //  hangpost             a package whose postinst hangs
    /// <summary>A sentence for each package. A missing md5sums file is left out: it is a flaw of how a package was built, and nothing is broken by it.</summary>
    public static IReadOnlyList<string> Parse(IEnumerable<string> lines)
    {
        List<string> problems = [];
        var paragraph = "";
        var isNew = true;
        foreach (var line in lines)
        {
            if (line.StartsWith(' ') && line.Trim() is { Length: > 0 } entry)
            {
                isNew = true;
                if (WordsFor(paragraph) is { } words)
                    problems.Add($"{entry.Split(' ', 2)[0]}: {words}");
            }
            else if (line.Trim() is { Length: > 0 } text)
            {
                paragraph = isNew ? text : $"{paragraph} {text}";
                isNew = false;
            }
        }

        return problems;
    }

    private static string? WordsFor(string paragraph) => paragraph switch
    {
        _ when paragraph.Contains("md5sums", StringComparison.Ordinal) => null,
        _ when paragraph.Contains("in a mess", StringComparison.Ordinal) => "must be installed again: its installation was interrupted",
        _ when paragraph.Contains("only half configured", StringComparison.Ordinal) => "half configured",
        _ when paragraph.Contains("only half installed", StringComparison.Ordinal) => "half installed",
        _ when paragraph.Contains("unpacked but not yet configured", StringComparison.Ordinal) => "unpacked, not configured",
        _ when paragraph.Contains("awaiting processing of triggers", StringComparison.Ordinal) => "waits for another package's triggers",
        _ when paragraph.Contains("been triggered", StringComparison.Ordinal) => "its triggers have not been processed",
        _ => paragraph,
    };
}
