using KuPkg.Policy.Model;

namespace KuPkg.Agent.Guard;

/// <summary>What became of a guarded command.</summary>
/// <param name="Tries">In order; at least one.</param>
/// <param name="IsInterrupted">Whether somebody asked for the end, by a signal, while it waited for its next try.</param>
/// <param name="Signal">The last signal that asked for the end; null: none did.</param>
internal sealed record GuardReport(IReadOnlyList<GuardTry> Tries, bool IsInterrupted, int? Signal)
{
    public GuardTry Last => Tries[^1];

    /// <summary>Whether it did what it was to do, at the first try, before it was ever looked at: there is nothing to tell of it.</summary>
    public bool IsUneventful => Tries is [{ IsSuccess: true, WasWatched: false }];
}

/// <summary>One try.</summary>
/// <param name="BeganAt">When.</param>
/// <param name="Took">For how long.</param>
/// <param name="Pid">Its topmost process.</param>
/// <param name="Status">How it ended.</param>
/// <param name="EndedBecause">Why it was ended by the guard; null: it was not.</param>
/// <param name="WasWatched">False when it was over before the watch began.</param>
/// <param name="Notes">What was seen and done, in order.</param>
internal sealed record GuardTry(DateTimeOffset BeganAt, TimeSpan Took, int Pid, ExitStatus Status, string? EndedBecause, bool WasWatched, IReadOnlyList<GuardNote> Notes)
{
    public bool IsSuccess => Status.IsSuccess && EndedBecause is null;
}

/// <summary>A line of the record.</summary>
internal sealed record GuardNote(DateTimeOffset At, string Text);
