namespace KuPkg.Agent.Drivers.Apt;

/// <summary>What apt prints when it cannot do what was asked.</summary>
internal static class UnmetOutput
{
    // The following packages have unmet dependencies:
    //  ne : Depends: nonexistent but it is not installable
    //       Depends: libfoo1 (>= 2) but 1.0 is to be installed
    // E: Unable to correct problems, you have held broken packages.
    /// <summary>Each unmet dependency, such as <c>Depends: nonexistent but it is not installable</c>.</summary>
    public static IReadOnlyList<string> Parse(IEnumerable<string> lines) =>
    [
        .. lines.SkipWhile(l => l != "The following packages have unmet dependencies:").Skip(1).TakeWhile(l => l.StartsWith(' '))
            .Select(l => l.IndexOf(" : ", StringComparison.Ordinal) is var colon and >= 0 ? l[(colon + 3)..].Trim() : l.Trim()),
    ];
}
