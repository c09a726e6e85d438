namespace KuPkg.Agent.Drivers.Apt.Rebuild;

/// <summary>One stanza of fields in the form of deb822(5), in the order in which they stand. Never changes.</summary>
internal sealed class ControlStanza
{
    private readonly IReadOnlyList<(string Name, string Text)> _fields;

    private ControlStanza(IReadOnlyList<(string Name, string Text)> fields) => _fields = fields;

    /// <summary>A field's text: what follows its colon, the lines that go on with it as they stand; null: there is none.</summary>
    public string? this[string name] => _fields.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Text;

    public IEnumerable<string> Names => _fields.Select(static f => f.Name);

    /// <summary>The stanzas of a file, one at a time.</summary>
    public static IEnumerable<ControlStanza> ReadAll(IEnumerable<string> lines)
    {
        List<(string Name, string Text)> fields = [];
        foreach (var line in lines)
        {
            if (line.Length == 0)
            {
                if (fields.Count > 0)
                    yield return new ControlStanza(fields);
                fields = [];
            }
            else if (line[0] is ' ' or '\t')
            {
                if (fields.Count > 0)
                    fields[^1] = (fields[^1].Name, $"{fields[^1].Text}\n{line}");
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
            {
                fields.Add((line[..colon], line[(colon + 1)..].Trim()));
            }
        }

        if (fields.Count > 0)
            yield return new ControlStanza(fields);
    }

    public ControlStanza Without(params string[] names) => new([.. _fields.Where(f => !names.Contains(f.Name, StringComparer.OrdinalIgnoreCase))]);

    /// <summary>With another text in a field that is there.</summary>
    public ControlStanza With(string name, string text) =>
        new([.. _fields.Select(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase) ? (f.Name, text) : f)]);

    /// <summary>With another text in a field, which comes after another one when it is not there yet.</summary>
    public ControlStanza WithAfter(string before, string name, string text) => this[name] is not null
        ? With(name, text)
        : new([.. _fields.SelectMany(f => f.Name.Equals(before, StringComparison.OrdinalIgnoreCase) ? [f, (name, text)] : ((string, string)[])[f])]);

    /// <summary>As it stands in a file, without an empty line after it.</summary>
    public override string ToString() => string.Concat(_fields.Select(static f => f.Text.StartsWith('\n') ? $"{f.Name}:{f.Text}\n" : $"{f.Name}: {f.Text}\n"));
}
