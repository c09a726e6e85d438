namespace KuPkg.Toml.Reading;

/// <summary>The document as far as it is read: which header and which key may add what, and what is told of those that may not.</summary>
internal sealed class Tree
{
    private readonly Mistakes _mistakes;

    public Tree(Mistakes mistakes)
    {
        _mistakes = mistakes;
        Section = Root;
    }

    public TableDraft Root { get; } = new("", null, 0, TableOrigin.Root, new TomlPosition(1, 1));

    /// <summary>The table to which keys go now.</summary>
    public TableDraft Section { get; private set; }

    /// <summary>Takes a header <c>[path]</c>.</summary>
    public void Open(ReadOnlySpan<KeyPart> path, TomlPosition at)
    {
        var last = path[^1];
        if (Reach(path) is not { } parent)
            OpenNowhere();
        else if (parent.Find(last.Name) is not { } known)
            Section = Child(parent, last, TableOrigin.Header, at) ?? Nowhere();
        else if (known.Content is TableDraft { Origin: TableOrigin.Implied } implied)
            (Section = implied).Define(TableOrigin.Header, at);
        else
            Refuse(last.At, Conflict.Header(known, parent));
    }

    /// <summary>Takes a header <c>[[path]]</c>.</summary>
    public void Append(ReadOnlySpan<KeyPart> path, TomlPosition at)
    {
        var last = path[^1];
        if (Reach(path) is not { } parent)
        {
            OpenNowhere();
            return;
        }

        // Both the array and its element are a level.
        var depth = parent.Depth + 2;
        if (depth > TomlDocument.MostDepth)
        {
            Refuse(last.At, Conflict.TooDeep);
            return;
        }

        var array = new ArrayDraft(at);
        if (parent.Find(last.Name) is not { } known)
            parent.Add(last, array);
        else if (known.Content is ArrayDraft begun)
            array = begun;
        else
        {
            Refuse(last.At, Conflict.ArrayHeader(known, parent));
            return;
        }

        Section = new TableDraft(last.Name, parent, depth, TableOrigin.Header, at);
        array.Add(Section);
    }

    /// <summary>Keys belong to a table that cannot be told, or not be opened: they are checked among themselves and forgotten.</summary>
    public void OpenNowhere() => Section = Nowhere();

    /// <summary>Takes a key and its value.</summary>
    /// <param name="into">The table that the path begins in.</param>
    /// <param name="path">At least one part.</param>
    /// <param name="value">Null when it cannot be read.</param>
    public void Assign(TableDraft into, ReadOnlySpan<KeyPart> path, TomlValue? value)
    {
        for (var i = 0; i < path.Length - 1; i++)
        {
            if (Descend(into, path, i) is not { } next)
                return;
            into = next;
        }

        var last = path[^1];
        if (into.Find(last.Name) is { } known)
            _mistakes.Tell(last.At, Conflict.Key(known, into));
        else
            into.Add(last, value);
    }

    // Dotted keys define the tables on their way: they may not go through those that a header has defined, and no header may come for them afterwards.
    // TOML 1.0 leaves open whether that is so for an implied table, too; 1.1 says that 1.0 meant it.
    private TableDraft? Descend(TableDraft table, ReadOnlySpan<KeyPart> path, int i)
    {
        if (table.Find(path[i].Name) is not { } known)
            return Child(table, path[i], TableOrigin.Dotted, path[i].At);
        if (known.Content is TableDraft { Origin: not TableOrigin.Header } open)
        {
            if (open.Origin == TableOrigin.Implied)
                open.Define(TableOrigin.Dotted, path[i].At);
            return open;
        }

        Tell(path[i].At, Conflict.Dotted(known, table, path[i + 1].Name));
        return null;
    }

    private TableDraft? Reach(ReadOnlySpan<KeyPart> path)
    {
        var table = Root;
        for (var i = 0; i < path.Length - 1; i++)
        {
            var known = table.Find(path[i].Name);
            var next = known is null ? Child(table, path[i], TableOrigin.Implied, path[i].At)
                : known.Content as TableDraft ?? (known.Content as ArrayDraft)?.Latest;
            if (next is null)
            {
                if (known is not null)
                    Tell(path[i].At, Conflict.Below(known, table, path[i + 1].Name));
                return null;
            }

            table = next;
        }

        return table;
    }

    private TableDraft? Child(TableDraft parent, KeyPart key, TableOrigin origin, TomlPosition at)
    {
        if (parent.Depth == TomlDocument.MostDepth)
        {
            _mistakes.Tell(key.At, Conflict.TooDeep);
            return null;
        }

        var child = new TableDraft(key.Name, parent, parent.Depth + 1, origin, at);
        parent.Add(key, child);
        return child;
    }

    private void Refuse(TomlPosition at, string? message)
    {
        Tell(at, message);
        OpenNowhere();
    }

    private void Tell(TomlPosition at, string? message)
    {
        if (message is not null)
            _mistakes.Tell(at, message);
    }

    private static TableDraft Nowhere() => new("", null, 1, TableOrigin.Header, default);
}
