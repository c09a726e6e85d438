using KuPkg.Policy.Model;

namespace KuPkg.Policy.Records;

/// <summary>What is known of a run when it begins.</summary>
/// <param name="RunId">Its number on this host, from 1.</param>
/// <param name="Host">The host's name.</param>
/// <param name="Manager">The package manager.</param>
/// <param name="Track">The track.</param>
/// <param name="Why">What started it: <c>--now</c>, <c>due</c>.</param>
/// <param name="At">When.</param>
/// <param name="Pid">The pid of kupkg.</param>
/// <param name="StartTicks">Its start time, to tell it from a later process.</param>
/// <param name="BootId">The boot it ran in.</param>
/// <param name="Version">The version of kupkg.</param>
public sealed record RunStart(
    long RunId, string Host, string Manager, string Track, string Why, DateTimeOffset At, int Pid, long StartTicks, string BootId, string Version)
{
    /// <summary>Whether it may install; false: it ends with the download, as the window is closed. Default true.</summary>
    public bool MayInstall { get; init; } = true;

    /// <summary>Whether a person asked for single packages by name; the calendar does not count such a run. Default false.</summary>
    public bool IsNamed { get; init; }
}

/// <summary>The finished story of a run.</summary>
/// <param name="RunId">Which run.</param>
/// <param name="Outcome">The named end.</param>
/// <param name="ExitCode">The exit code that kupkg gave.</param>
/// <param name="Summary">One line: <c>14 of 15 packages updated; libfoo1 held</c>.</param>
/// <param name="EndedAt">When.</param>
/// <param name="Took">How long, by the monotonic clock.</param>
/// <param name="Packages">What became of each package of the plan.</param>
/// <param name="FetchedBytes">Bytes fetched in refresh and download.</param>
/// <param name="NeedsPerson">What a person must do and why, with the exact commands; empty when nobody is needed.</param>
public sealed record RunRecord(
    long RunId, Outcome Outcome, int ExitCode, string Summary, DateTimeOffset EndedAt, TimeSpan Took,
    IReadOnlyList<PackageResult> Packages, long FetchedBytes, IReadOnlyList<string> NeedsPerson)
{
    /// <summary>Whether it found something to install and left it to a window. Default false.</summary>
    public bool InstallWaits { get; init; }

    /// <summary>What this host knows and has not installed; null: the run did not look, or only at single packages.</summary>
    public IReadOnlyList<PendingUpdate>? Pending { get; init; }

    /// <summary>What became of each service that it touched.</summary>
    public IReadOnlyList<ServiceRecord> Services { get; init; } = [];

    /// <summary>Warnings that the last screen line and status repeat: a source that failed, a hook that hung.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>What became of one package, read from the package database.</summary>
/// <param name="Change">What was planned.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Installed">The version in the database at the end; null when it is not installed.</param>
/// <param name="Cause">Why it is not updated; empty when it is.</param>
/// <param name="FreedBy">The command that frees it; empty when none is needed.</param>
public sealed record PackageResult(Change Change, PackageFate Result, string? Installed, string Cause, string FreedBy);

/// <summary>What became of a package of the plan.</summary>
public enum PackageFate
{
    /// <summary>The new version is installed and configured.</summary>
    Updated,

    /// <summary>The outgoing version was never touched, or the manager unwound by itself.</summary>
    Untouched,

    /// <summary>The outgoing version was put back.</summary>
    PutBack,

    /// <summary>A package that was new was taken off again.</summary>
    Removed,

    /// <summary>It is in a bad state; a person is needed.</summary>
    Broken,
}
