using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Drivers;

/// <summary>
/// A package manager: builds its command lines, parses its output into Model, knows its repairs. It neither retries nor decides.
/// Watched work comes back as <see cref="Tool"/>s, which the caller runs one at a time; queries (below 60 s) are run here.
/// </summary>
internal interface IDriver
{
    /// <summary><c>apt</c>, <c>dnf</c>, <c>zypper</c>.</summary>
    string Name { get; }

    /// <summary>Tells the role of each process of the manager's tree.</summary>
    RoleOf Roles { get; }

    /// <summary>Orders versions as the manager does.</summary>
    IComparer<string> Versions { get; }

    /// <summary>The manager's lock files that a run needs.</summary>
    IReadOnlyList<string> LockPaths { get; }

    /// <summary>
    /// The file that the distribution's own updater locks with flock(2) around its work. A run holds it for its whole length, so that the updater does not start under it. Null: none.
    /// </summary>
    string? UpdaterLockPath { get; }

    /// <summary>The manager's own log; null: none.</summary>
    string? ManagerLog { get; }

    /// <summary>Directories on whose file systems a run writes, for the checks of space and of read-only mounts, with the bytes each must have at least.</summary>
    IReadOnlyList<SpaceNeed> SpaceNeeds(Plan? plan);

    /// <summary>Reads the package database.</summary>
    Task<Inventory> ReadInventoryAsync(CancellationToken stop);

    /// <summary>What is wrong with the package database now. Quick; takes no lock unless <paramref name="thorough"/>.</summary>
    /// <param name="thorough">Also run the manager's own consistency check, which takes its locks.</param>
    /// <param name="stop">Ends the query.</param>
    Task<DatabaseHealth> ReadHealthAsync(bool thorough, CancellationToken stop);

    /// <summary>How old the lists are: the time of the last successful refresh; null when never.</summary>
    DateTimeOffset? ListsRefreshedAt();

    /// <summary>The newest date that a repository gave its lists on this host; null: there are none. A clock that is before it is wrong.</summary>
    DateTimeOffset? NewestReleaseDate();

    /// <summary>What a gateway in front of the manager is to serve. Short queries, only asked when a gateway is to start.</summary>
    /// <exception cref="IOException">The manager could not be asked, or its sources not be read. The message says what to do.</exception>
    Task<FrontPlan> ReadFrontAsync(MirrorSettings settings, CancellationToken stop);

    /// <summary>
    /// Writes what makes the manager fetch through a gateway, and asks it (a short query) whether it will. Costs the host nothing: its own configuration is not touched.
    /// </summary>
    /// <param name="folder">Where to.</param>
    /// <param name="plan">From <see cref="ReadFrontAsync"/>.</param>
    /// <param name="gateway">Its address, with its password.</param>
    /// <param name="stop">Ends the query.</param>
    /// <exception cref="IOException">It cannot be written, or the host's own configuration leads past it. The message says what to do.</exception>
    Task<Front> WriteFrontAsync(RunFolder folder, FrontPlan plan, Uri gateway, CancellationToken stop);

    /// <summary>The files that a download will ask the gateway for, in order; empty when the manager does not say.</summary>
    Task<IReadOnlyList<Gateway.ExpectedFile>> ReadExpectedAsync(RunFolder folder, RunPreferences preferences, Front front, CancellationToken stop);

    /// <summary>The addresses of the files that a refresh or download behind a gateway found to be wrong by hash, size or signature.</summary>
    IReadOnlyList<string> ReadDistrusted(ToolEnd end, Front front);

    /// <summary>A fingerprint of all that a plan is made from on this host, taken without starting the manager; null: it could not be taken.</summary>
    /// <param name="settings">KuPkg's own settings, in some text.</param>
    string? Fingerprint(string settings);

    /// <summary>When the first of the lists expires; null: none does.</summary>
    DateTimeOffset? ListsValidUntil();

    /// <summary>Keeps what <see cref="AskSourcesAsync"/> needs to know of the manager's settings (a short query).</summary>
    /// <param name="fingerprint">From <see cref="Fingerprint"/>, now.</param>
    /// <param name="stop">Ends the query.</param>
    /// <returns>Why a fingerprint and the dates of the lists do not tell enough on this host, in words; null: they do.</returns>
    /// <exception cref="IOException">The manager could not be asked, or the answer cannot be kept.</exception>
    Task<string?> PrepareShortcutAsync(string fingerprint, CancellationToken stop);

    /// <summary>Asks each source whether it still has what this host has, all at once, without starting the manager.</summary>
    /// <param name="fingerprint">That for which <see cref="PrepareShortcutAsync"/> was called; with another one the manager is asked for its settings after all.</param>
    /// <param name="mirrors">Alternates.</param>
    /// <param name="limits">The patience.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="IOException">The manager could not be asked for its settings, or its sources not be read.</exception>
    Task<IReadOnlyList<SourceState>> AskSourcesAsync(string fingerprint, MirrorSettings mirrors, DownloadLimits limits, CancellationToken stop);

    /// <param name="folder">Where its files go.</param>
    /// <param name="front">The gateway that it is to fetch through; null: none.</param>
    Tool Refresh(RunFolder folder, Front? front = null);

    /// <summary>What the refresh did. A refresh that did not end well is also asked which sources it should have reached (a short query).</summary>
    Task<RefreshResult> ReadRefreshAsync(ToolEnd end, CancellationToken stop);

    /// <summary>A simulation: takes no lock and changes nothing.</summary>
    Tool Simulate(RunFolder folder, RunPreferences preferences);

    SimulationResult ReadSimulation(ToolEnd end);

    /// <summary>
    /// Completes a plan: for each package that is kept back its real cause and what frees it, for what the run's own preferences leave out likewise,
    /// and the bytes to fetch and to unpack. Short queries; costs nothing when nothing changes, nothing is kept back and nothing is excluded.
    /// </summary>
    Task<Plan> ExplainAsync(RunFolder folder, RunPreferences preferences, Plan plan, CancellationToken stop);

    /// <param name="folder">Where its files go.</param>
    /// <param name="preferences">Those of the plan.</param>
    /// <param name="front">The gateway that it is to fetch through; null: none.</param>
    Tool Download(RunFolder folder, RunPreferences preferences, Front? front = null);

    DownloadResult ReadDownload(ToolEnd end);

    /// <summary>Readies what an ended download left half, so that the next one, without a gateway, goes on from there. Short queries, and none when nothing is left half.</summary>
    /// <returns>How many files go on from where they were.</returns>
    /// <exception cref="IOException">The manager could not be asked, or a file not be touched.</exception>
    Task<int> PrepareResumeAsync(RunFolder folder, RunPreferences preferences, MirrorSettings mirrors, DownloadLimits limits, CancellationToken stop);

    Tool Install(RunFolder folder, RunPreferences preferences);

    InstallResult ReadInstall(ToolEnd end);

    /// <summary>The files of the installed versions of some packages, by package name, as the database lists them; a package that is not installed has none.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<string>> FilesOf(IReadOnlyList<PackageId> packages);

    /// <summary>A fresh reader of the status file of an install or repair.</summary>
    IProgressReader OpenProgress(Tool tool);

    /// <summary>Those of the packages for which an archive is at hand to install them again: what <see cref="ReinstallFromArchiveRung"/> can do.</summary>
    IReadOnlyList<PackageId> WithArchive(IReadOnlyList<PackageId> packages);

    /// <summary>One rung of the repair ladder; null: nothing is at hand for it (no archive to install again from).</summary>
    Tool? Repair(RunFolder folder, RepairRung rung);

    /// <summary>Finds the outgoing version's archive of each change: kept from an earlier run, in the manager's cache, else fetched by the returned tool; see <see cref="ReadAside"/>. Null: nothing to fetch.</summary>
    Task<Tool?> KeepAsideAsync(RunFolder folder, Plan plan, PackageSettings settings, CancellationToken stop, Front? front = null);

    /// <summary>
    /// The archives of outgoing versions that are at hand after <see cref="KeepAsideAsync"/>. Call it when the download has ended: the incoming archives are secured too, because a
    /// host may delete them after each step of the manager, and a repair needs them.
    /// </summary>
    IReadOnlyList<KeptAside> ReadAside(Plan plan, ToolEnd? end);

    /// <summary>
    /// Builds the archives that are missing after <see cref="ReadAside"/> again from the installed files, as far as there is room and until it is asked to stop. Reads the host's files itself;
    /// what cannot be built stays not restorable, with the reason. Never throws for a single package.
    /// </summary>
    Task<IReadOnlyList<KeptAside>> RebuildAsideAsync(Plan plan, IReadOnlyList<KeptAside> aside, PackageSettings settings, CancellationToken stop);

    /// <summary>Asks the manager whether installing these archives together leaves a consistent host and removes nothing.</summary>
    Tool SimulatePutBack(RunFolder folder, IReadOnlyList<KeptAside> archives);

    SimulationResult ReadPutBackSimulation(ToolEnd end);

    Tool PutBack(RunFolder folder, IReadOnlyList<KeptAside> archives);

    /// <summary>
    /// Takes the scripts away that a version which is to go would run on its way out, into the run's folder. For a version that is given up and would not let itself be put back.
    /// </summary>
    /// <returns>The scripts' names; empty when there are none.</returns>
    /// <exception cref="IOException">One cannot be moved.</exception>
    IReadOnlyList<string> TakeRemovalScriptsAway(RunFolder folder, IReadOnlyList<PackageId> packages);

    /// <summary>Removes packages that were not there before the run and cannot be configured.</summary>
    Tool RemoveNew(RunFolder folder, IReadOnlyList<PackageId> packages);

    /// <summary>Asks the manager what removing these packages would do. <see cref="ReadSimulation"/> reads it.</summary>
    Tool SimulateRemoval(RunFolder folder, IReadOnlyList<UnusedPackage> packages);

    /// <summary>Removes packages that nothing needs; their configuration stays.</summary>
    Tool Remove(RunFolder folder, IReadOnlyList<UnusedPackage> packages);

    /// <summary>Where the manager keeps the archives that it fetched; need not be there.</summary>
    string ArchiveDirectory { get; }

    /// <summary>The version of a package that the manager would install now, by its own rules and preferences (a short query); null: it knows none.</summary>
    Task<string?> CandidateAsync(string package, CancellationToken stop);

    /// <summary>Makes the manager's own files say exactly these holds of KuPkg, replacing the earlier ones; the administrator's are not touched.</summary>
    void WriteHolds(IReadOnlyList<Hold> holds);

    /// <summary>Whether the manager's files say that a reboot is needed, and for what; null: not needed.</summary>
    string? RebootNeeded();

    /// <summary>Says in the same files that a reboot is needed for some services.</summary>
    void RequireReboot(IReadOnlyList<string> services);
}

/// <summary>Where a run's files go. Root only.</summary>
/// <param name="Path">The folder, which exists.</param>
/// <param name="RunId">The run.</param>
internal sealed record RunFolder(string Path, long RunId)
{
    /// <summary>A file of the run.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// The first part of the names of the next command's files, such as <c>03-install</c>: counted by the files that are there, so that a run taken up again does not write into what was
    /// written before.
    /// </summary>
    public string NextStem(string name)
    {
        var taken = Directory.EnumerateFiles(Path, "*.out").Select(f => System.IO.Path.GetFileName(f).Split('-', 2)[0])
            .Select(n => int.TryParse(n, out var number) ? number : 0).DefaultIfEmpty().Max();
        var stem = $"{taken + 1:00}-{name.Replace(' ', '-')}";

        // The file is made now, so that the next command gets the next number although this one has not been started.
        System.IO.File.WriteAllBytes(File($"{stem}.out"), []);
        return stem;
    }
}

/// <summary>A directory that must have room.</summary>
internal sealed record SpaceNeed(string Directory, long Bytes, string For)
{
    /// <summary>What makes room there.</summary>
    public string Remedy { get; init; } = "apt-get clean, journalctl --vacuum-size=100M";

    /// <summary>Whether it is where kernels go, so that removing old ones makes room. Default false.</summary>
    public bool IsForKernel { get; init; }
}

/// <summary>Preferences of one run, the same for plan and install.</summary>
/// <param name="Settings">What is upgraded.</param>
/// <param name="Only">Package names given on the command line; empty: all.</param>
internal sealed record RunPreferences(PackageSettings Settings, IReadOnlyList<string> Only)
{
    /// <summary>Versions that this run keeps away although no file says so yet.</summary>
    public IReadOnlyList<Hold> Holds { get; init; } = [];

    /// <summary>Versions that this host has not known for long enough.</summary>
    public IReadOnlyList<YoungVersion> TooYoung { get; init; } = [];

    /// <summary>Packages that stay as they are, as versions of them failed one after the other.</summary>
    public IReadOnlyList<PausedPackage> Paused { get; init; } = [];

    /// <summary>Packages that stay as they are, as a service that they touch is ill.</summary>
    public IReadOnlyList<BlockedPackage> Blocked { get; init; } = [];
}

/// <summary>What is wrong with a package database.</summary>
/// <param name="Problems">Each problem in words; empty: clean.</param>
/// <param name="IsInterrupted">The manager was interrupted and must finish first (dpkg: updates/ is not empty).</param>
/// <param name="Broken">Packages in a bad state.</param>
internal sealed record DatabaseHealth(IReadOnlyList<string> Problems, bool IsInterrupted, IReadOnlyList<InstalledPackage> Broken)
{
    public bool IsClean => Problems.Count == 0 && !IsInterrupted && Broken.Count == 0;
}

/// <summary>What a refresh did.</summary>
/// <param name="Sources">Each source of the host.</param>
/// <param name="FetchedBytes">What was fetched.</param>
internal sealed record RefreshResult(IReadOnlyList<SourceResult> Sources, long FetchedBytes)
{
    public bool IsComplete => Sources.All(s => s.IsFresh);

    public bool IsUsable => Sources.Count == 0 || Sources.Any(s => s.IsFresh);

    /// <summary>Whether the manager gave up at once, as another process had taken a lock.</summary>
    public bool IsLockedOut { get; init; }
}

/// <summary>One source after a refresh.</summary>
/// <param name="Name">As the operator knows it: <c>http://mirror.example.org/debian bookworm</c>, without passwords.</param>
/// <param name="IsFresh">Whether its lists are those of the server now.</param>
/// <param name="Error">What came back; null when fresh.</param>
internal sealed record SourceResult(string Name, bool IsFresh, string? Error);

/// <summary>What a simulation says.</summary>
/// <param name="Plan">The plan; empty when <paramref name="Error"/> is set.</param>
/// <param name="Removals">Packages that it would remove.</param>
/// <param name="Error">Why there is no plan; null: there is one.</param>
internal sealed record SimulationResult(Plan Plan, IReadOnlyList<Change> Removals, string? Error)
{
    /// <summary>What policy judges.</summary>
    public Proposal Proposal => new(Plan, Removals);
}

/// <summary>What a download did.</summary>
/// <param name="Error">What failed; null: everything is at hand.</param>
/// <param name="FetchedBytes">What was fetched.</param>
internal sealed record DownloadResult(string? Error, long FetchedBytes)
{
    /// <summary>Whether the manager gave up at once, as another process had taken a lock.</summary>
    public bool IsLockedOut { get; init; }

    /// <summary>Packages whose archive could not be fetched.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}

/// <summary>What an install said. What it did is read from the inventory.</summary>
/// <param name="Errors">Its error lines, and per package what failed.</param>
/// <param name="Failures">By package name, the error in the manager's words.</param>
internal sealed record InstallResult(IReadOnlyList<string> Errors, IReadOnlyDictionary<string, string> Failures);

/// <summary>An outgoing version whose archive is at hand.</summary>
/// <param name="Change">The change it undoes.</param>
/// <param name="Path">The archive; null: not restorable.</param>
/// <param name="Origin">Where it came from.</param>
/// <param name="Note">In what a rebuilt one is not exact, or why there is none; empty when there is nothing to say.</param>
internal sealed record KeptAside(Change Change, string? Path, AsideOrigin Origin, string Note);

/// <summary>Follows a status file and tells what the manager is at.</summary>
internal interface IProgressReader
{
    /// <summary>Reads what is new.</summary>
    /// <returns>Each step since the last call, in order.</returns>
    IReadOnlyList<PackageProgress> Read();
}

/// <summary>One step of the package manager.</summary>
/// <param name="Package">Which package; null when it is not about one.</param>
/// <param name="Percent">Of the whole tool, 0 to 100; null when unknown.</param>
/// <param name="Text">In the manager's words, such as <c>Unpacking libfoo1 (amd64)</c>.</param>
/// <param name="IsError">Whether it is an error.</param>
internal sealed record PackageProgress(string? Package, double? Percent, string Text, bool IsError);
