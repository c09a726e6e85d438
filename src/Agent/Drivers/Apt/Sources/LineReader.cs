namespace KuPkg.Agent.Drivers.Apt.Sources;

/// <summary>The one-line form: <c>deb [signed-by=/k.gpg arch=amd64] http://mirror.example.org/debian bookworm main contrib   # a remark</c>.</summary>
internal static class LineReader
{
    public static IReadOnlyList<SourceEntry> Read(string text)
    {
        var entries = new List<SourceEntry>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var newline ? newline : text.Length;
            if (Entry(text, at, EndOfContent(text, at, end)) is { } entry)
                entries.Add(entry);
            at = end + 1;
        }

        return entries;
    }

    private static SourceEntry? Entry(string text, int at, int end)
    {
        if (Word(text, ref at, end) is not { Text: "deb" or "deb-src" })
            return null;
        SkipSpace(text, ref at, end);
        if (at < end && text[at] == '[')
        {
            at = text.IndexOf(']', at, end - at) + 1;
            if (at == 0)
                return null;
        }

        return Word(text, ref at, end) is { } address && Word(text, ref at, end) is { } suite
            ? new SourceEntry([address], [suite.Text])
            : null;
    }

    // A # begins a remark, but not between [ and ].
    private static int EndOfContent(string text, int at, int end)
    {
        for (var i = at; i < end; i++)
        {
            if (text[i] == '#')
                return i;
            if (text[i] == '[' && text.IndexOf(']', i, end - i) is >= 0 and var close)
                i = close;
        }

        return end;
    }

    // A word ends at a blank that is neither within quotes nor within brackets (cdrom:[Debian 12]/).
    private static SourceAddress? Word(string text, ref int at, int end)
    {
        SkipSpace(text, ref at, end);
        if (at >= end)
            return null;
        var start = at;
        var closing = '\0';
        for (; at < end && (closing != '\0' || !IsSpace(text[at])); at++)
        {
            if (text[at] == closing)
                closing = '\0';
            else if (closing == '\0')
                closing = text[at] switch { '"' => '"', '[' => ']', _ => '\0' };
        }

        return text[start] == '"'
            ? new SourceAddress(text[(start + 1)..at].TrimEnd('"'), start + 1)
            : new SourceAddress(text[start..at], start);
    }

    private static void SkipSpace(string text, ref int at, int end)
    {
        while (at < end && IsSpace(text[at]))
            at++;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\v' or '\f';
}
