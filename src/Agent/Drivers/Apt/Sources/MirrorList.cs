namespace KuPkg.Agent.Drivers.Apt.Sources;

/// <summary>The plain http entries of a mirror list, best first. The others stay with apt.</summary>
/// <param name="ForAll">Those for every kind of file.</param>
/// <param name="ForSome">Those for some files only (<c>type:</c>, <c>arch:</c>, …): they cannot stand in for the others.</param>
internal sealed record MirrorList(IReadOnlyList<string> ForAll, IReadOnlyList<string> ForSome)
{
    private const string PriorityField = "priority:";

    // http://mirror-1.example.org/debian/<TAB>priority:1
    // https://mirror-2.example.org/debian/<TAB>priority:2<TAB>type:index
    public static MirrorList Read(string text)
    {
        var entries = text.Split('\n')
            .Select(static line => line.Split('\t', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(static fields => fields.Length > 0 && fields[0].StartsWith("http://", StringComparison.Ordinal))
            .OrderBy(static fields => fields.Select(Priority).Min())
            .ToLookup(static fields => fields.Skip(1).All(static f => f.StartsWith(PriorityField, StringComparison.Ordinal)), static fields => fields[0]);
        return new MirrorList([.. entries[true]], [.. entries[false]]);
    }

    private static int Priority(string field) =>
        field.StartsWith(PriorityField, StringComparison.Ordinal) && int.TryParse(field[PriorityField.Length..], out var number) ? number : int.MaxValue;
}
