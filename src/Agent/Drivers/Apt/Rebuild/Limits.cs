namespace KuPkg.Agent.Drivers.Apt.Rebuild;

/// <summary>In what a rebuilt archive differs from the one that was installed. Not thread-safe.</summary>
internal sealed class Limits
{
    private const int Named = 5;

    private readonly Dictionary<string, List<string>> _paths = [];

    /// <summary>Conffiles that were changed on the host: left out, so that they stay as they are.</summary>
    public const string EditedConffile = "changed here and left out, so that it stays as it is";

    /// <summary>Conffiles that were deleted on the host.</summary>
    public const string DeletedConffile = "a conffile that was deleted here, and stays so";

    /// <summary>The same in an archive that is for other hosts.</summary>
    public const string DeletedConffileLeftOut = "a conffile that was deleted here: left out";

    public const string Changed = "changed since it was installed, and taken as it is";

    public const string Missing = "not on this host any more";

    public const string Excluded = "not unpacked on this host (path-exclude)";

    public const string Overridden = "with the owner and mode that the administrator gave it (dpkg-statoverride)";

    public const string Diverted = "taken from where a diversion has put it";

    public const string Attributes = "has capabilities or other attributes that no archive holds; its postinst may set them again";

    public const string Special = "a socket or the like, which no archive holds";

    public const string Unjudged = "not judged, as the package has no md5sums";

    /// <summary>Notes one path.</summary>
    /// <param name="what">One of the constants.</param>
    /// <param name="path">Which.</param>
    public void Add(string what, string path)
    {
        if (!_paths.TryGetValue(what, out var paths))
            _paths[what] = paths = [];
        paths.Add(path);
    }

    /// <summary>Each kind in a line, with the first few paths.</summary>
    public IReadOnlyList<string> Lines => [.. _paths.Select(static p => $"{Of(p.Value)}: {p.Key}")];

    private static string Of(List<string> paths) =>
        paths.Count <= Named ? string.Join(", ", paths) : $"{string.Join(", ", paths.Take(Named))} and {paths.Count - Named} more";
}
