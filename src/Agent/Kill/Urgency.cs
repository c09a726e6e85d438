using System.Runtime.InteropServices;

namespace KuPkg.Agent.Kill;

/// <summary>
/// Lets the current thread run before all ordinary work while it lives: among a thousand processes that fork for ever, a killer with a fair share of
/// the processor never catches up. Where the kernel refuses, the thread keeps its share. Dispose on the same thread.
/// </summary>
internal readonly partial struct Urgency : IDisposable
{
    private const int Ordinary = 0, RoundRobin = 2;

    public static Urgency Take()
    {
        Set(RoundRobin, priority: 1);
        return default;
    }

    public void Dispose() => Set(Ordinary, priority: 0);

    private static void Set(int policy, int priority) => SetScheduler(0, policy, in priority);

    // struct sched_param holds the priority alone.
    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    private static partial int SetScheduler(int thread, int policy, in int priority);
}
