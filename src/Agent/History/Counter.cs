namespace KuPkg.Agent.History;

/// <summary>A number that only grows: what it counts, and of what kind.</summary>
/// <param name="Name">One of the constants here.</param>
/// <param name="Label">An outcome, a fate, a mirror; empty where there is only one kind.</param>
/// <param name="More">A second label, as the cause of a mirror's failure; mostly empty.</param>
/// <param name="Value">How many, since the history began.</param>
internal readonly record struct Counter(string Name, string Label, string More, long Value)
{
    /// <summary>Ended runs by outcome.</summary>
    public const string Runs = "runs";

    /// <summary>Packages of plans by what became of them.</summary>
    public const string Packages = "packages";

    /// <summary>Kills that were carried out.</summary>
    public const string Kills = "kills";

    public const string FetchedBytes = "fetched_bytes";

    /// <summary>Failures by mirror and cause.</summary>
    public const string MirrorFailures = "mirror_failures";
}
