namespace KuPkg.Policy.Notices;

/// <summary>Why somebody is told of a run.</summary>
public enum Occasion
{
    /// <summary>Something failed, or the host had no success for too long.</summary>
    Failure,

    /// <summary>What was told of as a failure is over.</summary>
    Recovery,

    /// <summary>Packages were updated.</summary>
    Change,

    /// <summary>A run ended; nothing else is to be said of it.</summary>
    Always,
}

/// <summary>The words of <see cref="Occasion"/>: in <c>notify.on</c>, in the history, in notices.</summary>
public static class OccasionWords
{
    /// <summary>The word.</summary>
    public static string Word(this Occasion occasion) => occasion switch
    {
        Occasion.Failure => "failure",
        Occasion.Recovery => "recovery",
        Occasion.Change => "change",
        _ => "always",
    };

    /// <summary>The occasion of a word; one that nobody knows is <see cref="Occasion.Always"/>.</summary>
    public static Occasion Of(string word) => word switch
    {
        "failure" => Occasion.Failure,
        "recovery" => Occasion.Recovery,
        "change" => Occasion.Change,
        _ => Occasion.Always,
    };
}
