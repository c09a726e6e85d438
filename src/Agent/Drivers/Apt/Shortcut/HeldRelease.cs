using KuPkg.Agent.Drivers.Apt.Sources;

namespace KuPkg.Agent.Drivers.Apt.Shortcut;

/// <summary>The Release of one suite of a source as this host has it.</summary>
/// <param name="Source">As the operator knows it.</param>
/// <param name="Address">The address of the source.</param>
/// <param name="Url">The address of the file: <c>…/InRelease</c>, or <c>…/Release</c> where that is what apt has.</param>
/// <param name="List">The file that apt keeps; null: there is none.</param>
/// <param name="Suite">The suite, as the source names it.</param>
internal sealed record HeldRelease(string Source, SourceAddress Address, string Url, FileInfo? List, string Suite)
{
    /// <summary>That of each suite of each source.</summary>
    public static IReadOnlyList<HeldRelease> All(IEnumerable<SourceFile> files, string lists) =>
    [
        .. files.SelectMany(static f => f.Entries).SelectMany(static e => e.Addresses.SelectMany(a => e.Suites.Select(s => (Address: a, Suite: s)))).Distinct()
            .Select(pair => Of(pair.Address, pair.Suite, lists)),
    ];

    private static HeldRelease Of(SourceAddress address, string suite, string lists)
    {
        var folder = ListName.FolderOf(address.Text, suite);
        var source = SourceName.Of(address.Text, suite, isRelease: true);
        foreach (var name in (string[])["InRelease", "Release"])
        {
            var list = new FileInfo(Path.Join(lists, ListName.Of(folder + name)));
            if (list.Exists)
                return new HeldRelease(source, address, folder + name, list, suite);
        }

        return new HeldRelease(source, address, folder + "InRelease", null, suite);
    }
}
