namespace KuPkg.Agent.Drivers.Apt.Sources;

/// <summary>A list of mirrors of a <c>mirror+file:</c> source.</summary>
internal static class MirrorList
{
    private const int LeastPriority = int.MaxValue;

    // http://mirror-1.example.org/debian/<TAB>priority:1
    // https://mirror-2.example.org/debian/<TAB>priority:2<TAB>type:index
    /// <summary>
    /// The addresses of a list that the gateway can stand in for, best first: plain http, and for any kind of file. An entry for some files only (<c>type:</c>, <c>arch:</c>, …) is
    /// not one that can stand in for the others, so it stays with apt, as https entries do.
    /// </summary>
    public static IReadOnlyList<string> Read(string text) =>
    [
        .. text.Split('\n')
            .Select(static line => line.Trim().Split('\t', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(static fields => fields.Length > 0 && fields[0].StartsWith("http://", StringComparison.Ordinal) && fields.Skip(1).All(IsPriority))
            .OrderBy(static fields => fields.Skip(1).Select(Priority).DefaultIfEmpty(LeastPriority).Min())
            .Select(static fields => fields[0]),
    ];

    private static bool IsPriority(string field) => field.StartsWith("priority:", StringComparison.Ordinal);

    private static int Priority(string field) => int.TryParse(field["priority:".Length..], out var number) ? number : LeastPriority;
}
