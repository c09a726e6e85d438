namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>
/// The namespaces of who starts a rehearsal, handed to it: where one of them is still its own, nothing is mounted, and no file is touched. What a rehearsal does to its root would
/// take the host's sources away.
/// </summary>
internal static class OuterWorld
{
    /// <summary>The variable that hands them on.</summary>
    public const string Variable = "KUPKG_REHEARSAL_OUTSIDE";

    private static readonly string[] Kinds = ["mnt", "pid", "net"];

    /// <summary>This process's namespaces, as the kernel names them.</summary>
    public static string Here() => string.Join(' ', Kinds.Select(static k => new FileInfo($"/proc/self/ns/{k}").LinkTarget));

    /// <summary>Whether this process has left all of them.</summary>
    /// <param name="outside">What <see cref="Here"/> said outside; null: it was not handed on.</param>
    public static bool IsLeft(string? outside)
    {
        var (there, here) = ((outside ?? "").Split(' '), Here().Split(' '));
        return there.Length == Kinds.Length && here.Length == Kinds.Length && there.All(static n => n.Length > 0) && !there.Intersect(here).Any();
    }
}
