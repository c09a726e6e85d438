namespace KuPkg.Toml.Reading;

/// <summary>What is told of a header or a key that contradicts an earlier one. Null where the earlier one cannot be read: then nothing is known to be wrong.</summary>
internal static class Conflict
{
    public static string TooDeep { get; } = $"this is nested deeper than {TomlDocument.MostDepth} levels, which is as deep as tables and arrays may be here";

    /// <summary>Of <c>[name]</c>.</summary>
    public static string? Header(Slot known, TableDraft parent) => known.Content switch
    {
        TableDraft { Origin: TableOrigin.Header } => $"the table [{Name(known, parent)}] is opened a second time; the first is in line {Line(known)}, and all its keys belong there",
        TableDraft => $"the table [{Name(known, parent)}] is made by the dotted key in line {Line(known)} already; write its other keys with dots, too, beside that one",
        ArrayDraft => $"{Shown(known, parent)} is an array of tables since line {Line(known)}; a further element of it begins with [[{Name(known, parent)}]]",
        TomlTable => $"{Shown(known, parent)} is an inline table, complete in line {Line(known)}; put all its keys into its braces, or under one header",
        TomlValue value => $"{Shown(known, parent)} is {Kind(value)}, given in line {Line(known)}; it cannot be a table, too",
        _ => null,
    };

    /// <summary>Of <c>[[name]]</c>.</summary>
    public static string? ArrayHeader(Slot known, TableDraft parent) => known.Content switch
    {
        TableDraft => $"{Shown(known, parent)} is a single table since line {Line(known)}; to make it an array of tables write [[{Name(known, parent)}]] there, too",
        TomlArray => $"{Shown(known, parent)} is an array, complete in line {Line(known)}; [[{Name(known, parent)}]] cannot add to it",
        _ => Header(known, parent),
    };

    /// <summary>Of a key that is there already.</summary>
    public static string Key(Slot known, TableDraft parent) => known.Content switch
    {
        TableDraft or ArrayDraft => $"{Shown(known, parent)} is {(known.Content is TableDraft ? "a table" : "an array of tables")} since line {Line(known)}; it cannot get a value, too",
        _ => $"the key {Shown(known, parent)} is given a second time; the first is in line {Line(known)}",
    };

    /// <summary>Of a dotted key that goes through what is there already.</summary>
    public static string? Dotted(Slot known, TableDraft parent, string next) => known.Content switch
    {
        TableDraft => $"the table [{Name(known, parent)}] has a header in line {Line(known)}; {Shown(next)} belongs there, dotted keys cannot add to it",
        ArrayDraft => $"{Shown(known, parent)} is an array of tables since line {Line(known)}; dotted keys cannot add to it",
        _ => Below(known, parent, next),
    };

    /// <summary>Of a header or dotted key that goes through a value.</summary>
    public static string? Below(Slot known, TableDraft parent, string next) => known.Content switch
    {
        TomlTable => $"{Shown(known, parent)} is an inline table, complete in line {Line(known)}; put {Shown(next)} into its braces",
        TomlValue value => $"{Shown(known, parent)} is {Kind(value)}, given in line {Line(known)}; it cannot hold the key {Shown(next)}",
        _ => null,
    };

    private static int Line(Slot known) => known.DefinedAt.Line;

    private static string Kind(TomlValue value) => value.KindName[0] is 'a' or 'i' or 'o' ? $"an {value.KindName}" : $"a {value.KindName}";

    private static string Shown(Slot known, TableDraft parent) => InMarks(Name(known, parent));

    private static string Shown(string key) => InMarks(Quoted.Key(key));

    // Not where there are some: a."b c".
    private static string InMarks(string name) => name.Contains('"', StringComparison.Ordinal) ? name : $"\"{name}\"";

    // limits.download: as in a header. Long ones are cut, as a name may be as long as the file.
    private static string Name(Slot known, TableDraft parent)
    {
        var name = Quoted.Key(known.Key);
        for (var table = parent; table is { Name.Length: > 0 } or { Parent: not null }; table = table.Parent!)
            name = $"{Quoted.Key(table.Name)}.{name}";
        return Quoted.Cut(name);
    }
}
