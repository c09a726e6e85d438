using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Kill;

/// <summary>Waits for the end of many processes.</summary>
internal static class EndWait
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    /// <summary>An uninterruptible sleep of so many slices on end is no passing one, as each process has while it dies on a busy machine.</summary>
    private const int StuckSlices = 40;

    /// <summary>Waits until all have ended, or the bound passes, or one is stuck in an uninterruptible sleep: it ends when the kernel lets it.</summary>
    /// <param name="inOrderOfDeath">Waited for from the last to the first, since the one that was killed last usually ends last: one wait then covers nearly all.</param>
    /// <param name="bound">The longest wait.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Those that have not ended.</returns>
    public static List<Victim> Remaining(IReadOnlyList<Victim> inOrderOfDeath, TimeSpan bound, TimeProvider time)
    {
        var began = time.GetTimestamp();
        for (var i = inOrderOfDeath.Count - 1; i >= 0; i--)
        {
            for (var stuck = 0; !inOrderOfDeath[i].HasEnded(Slice);)
            {
                stuck = IsUninterruptible(inOrderOfDeath[i]) ? stuck + 1 : 0;
                if (stuck > StuckSlices || time.GetElapsedTime(began) > bound)
                    return [.. inOrderOfDeath.Where(v => !v.HasEnded())];
            }
        }

        return [];
    }

    /// <summary>A survivor in words.</summary>
    public static string Describe(Victim survivor) => ProcStat.TryRead(survivor.Id.Pid) switch
    {
        { State: 'D' } => $"{survivor.Id} {survivor.Name}: in uninterruptible sleep, ends when the kernel lets it",
        { } stat => $"{survivor.Id} {survivor.Name}: state {stat.State}",
        null => $"{survivor.Id} {survivor.Name}: gone only now",
    };

    private static bool IsUninterruptible(Victim victim) => ProcStat.TryRead(victim.Id.Pid) is { State: 'D' };
}
