namespace KuPkg.Agent.History.Queue;

/// <summary>States of jobs as the history, the screens and JSON write them.</summary>
internal static class JobWords
{
    public static string Word(this JobState state) => state switch
    {
        JobState.Waiting => "waiting",
        JobState.Running => "running",
        JobState.Done => "done",
        JobState.Failed => "failed",
        JobState.GivenUp => "given-up",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "a state without a word"),
    };

    /// <summary>A word that only a newer program knows is a state that this one leaves alone.</summary>
    public static JobState ToState(string word) => word switch
    {
        "waiting" => JobState.Waiting,
        "running" => JobState.Running,
        "done" => JobState.Done,
        "failed" => JobState.Failed,
        _ => JobState.GivenUp,
    };
}
