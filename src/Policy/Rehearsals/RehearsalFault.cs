namespace KuPkg.Policy.Rehearsals;

/// <summary>What goes wrong in a rehearsal.</summary>
public enum RehearsalFault
{
    /// <summary>A mirror sends half of a package and then nothing.</summary>
    Stall,

    /// <summary>A mirror sends half of a package and the rest at 200 B/s.</summary>
    Trickle,

    /// <summary>A maintainer script sleeps for ever.</summary>
    Hang,

    /// <summary>A maintainer script uses CPU to no effect for ever.</summary>
    Spin,

    /// <summary>A maintainer script sleeps for ever and ignores every signal that can be ignored.</summary>
    Deaf,

    /// <summary>A mirror has an older state than the host has seen.</summary>
    Stale,

    /// <summary>A mirror gives a package of the right length with other bytes in it.</summary>
    Corrupt,

    /// <summary>A disk fills in the middle of an unpack.</summary>
    Disk,

    /// <summary>The run is killed in the middle of an install; the next one takes it up.</summary>
    KillRunner,
}

/// <summary>The faults in words.</summary>
public static class RehearsalFaults
{
    /// <summary>Those that are rehearsed when none is named: what happens most, and what most programs cannot do.</summary>
    public static IReadOnlyList<RehearsalFault> Usual { get; } = [RehearsalFault.Stall, RehearsalFault.Hang];

    /// <summary>All, in the order of the enumeration.</summary>
    public static IReadOnlyList<RehearsalFault> All { get; } = Enum.GetValues<RehearsalFault>();

    /// <summary>As it is typed.</summary>
    public static string Word(this RehearsalFault fault) => fault == RehearsalFault.KillRunner ? "kill-runner" : fault.ToString().ToLowerInvariant();

    /// <summary>The fault of a word; null: there is none.</summary>
    public static RehearsalFault? Find(string word) => All.Select(static f => (RehearsalFault?)f).FirstOrDefault(f => f!.Value.Word() == word);

    /// <summary>In a sentence.</summary>
    public static string Sentence(this RehearsalFault fault) => fault switch
    {
        RehearsalFault.Stall => "the mirror sends half of a package and then nothing more",
        RehearsalFault.Trickle => "the mirror sends half of a package and the rest at 200 B/s",
        RehearsalFault.Hang => "a maintainer script sleeps for ever",
        RehearsalFault.Spin => "a maintainer script uses CPU to no effect for ever",
        RehearsalFault.Deaf => "a maintainer script sleeps for ever and ignores every signal that it can",
        RehearsalFault.Stale => "the mirror has an older state than this host has seen",
        RehearsalFault.Corrupt => "the mirror gives a package of the right length with other bytes in it",
        RehearsalFault.Disk => "a disk fills in the middle of an unpack",
        RehearsalFault.KillRunner => "the run is killed (kill -9) in the middle of an install, and the next one takes it up",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "a fault without a sentence"),
    };
}
