using KuPkg.Policy.Model;

namespace KuPkg.Agent.History.Queue;

/// <summary>A try that is over, of a command that was never in the queue.</summary>
/// <param name="BeganAt">When.</param>
/// <param name="Took">For how long.</param>
/// <param name="Pid">Its topmost process.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Summary">In one line.</param>
/// <param name="IsSuccess">Whether it did what it was to do.</param>
/// <param name="Notes">What was seen of it, in order.</param>
internal sealed record PastTry(
    DateTimeOffset BeganAt, TimeSpan Took, int Pid, ExitStatus Status, string Summary, bool IsSuccess, IReadOnlyList<(DateTimeOffset At, string Text)> Notes);
