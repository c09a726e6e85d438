using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch;

/// <summary>
/// What is left in the job's session when its root has ended. It is watched on and killed when it hangs, but not waited for without end: what still
/// moves after that time is left, and named.
/// </summary>
internal sealed class Leftovers(WatchLimits limits)
{
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(10);

    private TimeSpan? _since;

    private TimeSpan Patience => limits.Quiet * 2 > LeastPatience ? limits.Quiet * 2 : LeastPatience;

    /// <summary>Whether the wait is over.</summary>
    /// <param name="sample">Taken after the root has ended.</param>
    public bool AreLeft(TreeSample sample) => sample.At - (_since ??= sample.At) >= Patience;

    /// <summary>Those in the sample, in words.</summary>
    public static IEnumerable<string> InWords(TreeSample sample) => sample.Processes.Where(IsAlive)
        .Select(static p => $"{(p.Command.Length > 0 ? p.Command : p.Name)} (pid {p.Id}), in the job's session, still at work");

    public static bool IsAlive(ProcessSample process) => process.State is not ('Z' or 'X');
}
