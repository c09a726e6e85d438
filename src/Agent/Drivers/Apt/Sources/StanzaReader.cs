namespace KuPkg.Agent.Drivers.Apt.Sources;

/// <summary>The deb822 form: stanzas of fields, apart by empty lines; a line that begins with a blank goes on with the field before it, one that begins with # is a remark.</summary>
internal static class StanzaReader
{
    public static IReadOnlyList<SourceEntry> Read(string text)
    {
        var entries = new List<SourceEntry>();
        var stanza = new Stanza();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var newline ? newline : text.Length;
            // A line of blanks alone is no end: apt 2.6 reads on in the same stanza.
            if (at == end)
                stanza.MoveTo(entries);
            else
                stanza.Add(text, at, end);
            at = end + 1;
        }

        stanza.MoveTo(entries);
        return entries;
    }

    private sealed class Stanza
    {
        private readonly Dictionary<string, List<SourceAddress>> _fields = new(StringComparer.OrdinalIgnoreCase);
        private List<SourceAddress>? _field;

        public void Add(string text, int at, int end)
        {
            if (text[at] == '#')
                return;
            if (text[at] is not (' ' or '\t'))
            {
                var colon = text.IndexOf(':', at, end - at);
                _field = colon < 0 ? null : _fields[text[at..colon].Trim()] = [];
                at = colon + 1;
            }

            if (_field is not null)
                AddWords(_field, text, at, end);
        }

        public void MoveTo(List<SourceEntry> entries)
        {
            if (IsEnabled && Words("Types").Any(static t => t.Text is "deb" or "deb-src") && Words("URIs") is { Count: > 0 } addresses && Words("Suites") is { Count: > 0 } suites)
                entries.Add(new SourceEntry(addresses, [.. suites.Select(static s => s.Text)]));
            _fields.Clear();
            _field = null;
        }

        // apt's own words for no; what it does not know counts as yes.
        private bool IsEnabled =>
            Words("Enabled") is not [var word, ..] || word.Text.ToLowerInvariant() is not ("no" or "false" or "without" or "off" or "disable" or "0");

        private List<SourceAddress> Words(string field) => _fields.GetValueOrDefault(field) ?? [];

        private static void AddWords(List<SourceAddress> words, string text, int at, int end)
        {
            while (at < end)
            {
                if (char.IsWhiteSpace(text[at]))
                {
                    at++;
                    continue;
                }

                var start = at;
                while (at < end && !char.IsWhiteSpace(text[at]))
                    at++;
                words.Add(new SourceAddress(text[start..at], start));
            }
        }
    }
}
