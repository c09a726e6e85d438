using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt.Rebuild;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Builds outgoing versions that are nowhere to be had again, within the space and the time that a run may spend on it.</summary>
internal sealed class AsideRebuild(HostPaths host, AptPaths paths, AsideStore store, TimeProvider time)
{
    // Files are copied and packed, some 50 MiB a second on a slow disk: what takes longer than this is not worth the wait before an upgrade.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <summary>In what a kept archive is not exact, in one line; empty when it was not rebuilt.</summary>
    public static string NoteOf(string path)
    {
        try
        {
            return PackageRebuilder.LimitsOf(path) is { } limits ? Note(limits) : "";
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return $"what is said in it of its making cannot be read: {e.Message}";
        }
    }

    public async Task<IReadOnlyList<KeptAside>> RunAsync(Plan plan, IReadOnlyList<KeptAside> aside, long maxBytes, CancellationToken stop)
    {
        if (aside.All(static a => a.Path is not null))
            return aside;
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        var token = either.Token;
        try
        {
            return await Task.Run(() => Run(plan, aside, maxBytes, token), CancellationToken.None).WaitAsync(Patience + Grace, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // A read that does not come back, as from a file system whose server is gone, cannot be broken off; the run need not wait for it.
            return NotRebuilt(aside, "a file of it could not be read to its end: see what is mounted below /usr and /etc (findmnt), and dmesg");
        }
    }

    private static IReadOnlyList<KeptAside> NotRebuilt(IReadOnlyList<KeptAside> aside, string why) =>
        [.. aside.Select(a => a.Path is null ? a with { Note = $"{a.Note}; it could not be rebuilt: {why}" } : a)];

    private IReadOnlyList<KeptAside> Run(Plan plan, IReadOnlyList<KeptAside> aside, long maxBytes, CancellationToken stop)
    {
        try
        {
            store.PrepareRebuilding();
            var missing = aside.Where(static a => a.Path is null).Select(static a => a.Change.Package.Name).ToHashSet();
            var stanzas = InstalledRecord.Stanzas(paths.DpkgStatus, (name, _) => missing.Contains(name)).ToLookup(static s => s["Package"]!);
            var rebuilder = new PackageRebuilder(paths, isForThisHost: true);
            var room = Math.Min(maxBytes - store.Bytes, FreeBytes(plan));
            List<KeptAside> all = [];
            foreach (var kept in aside)
            {
                all.Add(kept.Path is null ? Build(kept, stanzas, rebuilder, room, stop) : kept);
                if (kept.Path is null && all[^1].Path is { } built)
                    room -= new FileInfo(built).Length;
            }

            return all;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return NotRebuilt(aside, e.Message);
        }
    }

    private KeptAside Build(
        KeptAside kept, ILookup<string, ControlStanza> stanzas, PackageRebuilder rebuilder, long room, CancellationToken stop)
    {
        var package = kept.Change.Package;
        // The architecture of a plan is that of the incoming version; a package may come from "all" or go to it.
        var same = stanzas[package.Name].Where(s => s["Version"] == kept.Change.From).ToList();
        var stanza = same.Find(s => s["Architecture"] == package.Architecture) ?? same.Find(s => package.Architecture is "" or "all" || s["Architecture"] == "all");
        if (stanza is null)
            return kept with { Note = $"{kept.Note}; it could not be rebuilt: {kept.Change.From} is not properly installed" };
        var target = Path.Join(store.Directory, new ArchiveName(package.Name, kept.Change.From!, stanza["Architecture"]!).FileName);
        var built = rebuilder.Build(stanza, target, room, stop);
        return built.Path is { } path
            ? new KeptAside(kept.Change, path, AsideOrigin.Rebuilt, Note(built.Limits))
            : kept with { Note = $"{kept.Note}; it could not be rebuilt: {built.Error}" };
    }

    // The run's own needs come first: what is kept aside must not fill the disk under the upgrade that it is kept for.
    private long FreeBytes(Plan plan)
    {
        var device = FileFacts.Of(store.Directory)?.Identity is { } own ? (own.Item1, own.Item2) : default;
        var needed = SpaceEstimate.Of(host, paths, plan).Where(n => FileFacts.Of(n.Directory) is { Identity: var there } && (there.Item1, there.Item2) == device).Sum(static n => n.Bytes);
        return new DriveInfo(store.Directory).AvailableFreeSpace - needed;
    }

    private static string Note(IReadOnlyList<string> limits) =>
        limits.Count == 0 ? "rebuilt from the installed files; nothing of it is known to differ" : $"rebuilt from the installed files: {string.Join("; ", limits)}";
}
