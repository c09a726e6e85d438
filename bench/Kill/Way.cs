using System.Runtime.InteropServices;
using KuPkg.Agent.Kill;
using KuPkg.Agent.Tests.Kill;
using KuPkg.Policy.Model;

namespace KuPkg.Bench.Kill;

/// <summary>A way to kill a crowd. Answers the time from the first freeze or signal to the proof, and the whole time.</summary>
internal sealed partial record Way(string Name, Func<Crowd, Task<(TimeSpan Took, TimeSpan All)>> KillAsync)
{
    private static readonly TimeProvider Time = TimeProvider.System;

    public static Way Killer { get; } = new("Killer: freeze, leaves first", async crowd =>
    {
        var plan = crowd.Plan;
        var began = Time.GetTimestamp();
        var report = await new Killer(Time).CarryOutAsync(plan, crowd.Tree, null, null);
        return report.IsGone ? (report.Took, Time.GetElapsedTime(began)) : throw new InvalidOperationException(string.Join(", ", report.Survivors));
    });

    public static Way Killpg { get; } = new("kill(-pgid, SIGKILL)", crowd => Timed(crowd, _ => Kill(-crowd.Root.Id.Pid, SignalNames.Kill)));

    /// <summary>Shows that the readers do tell when they are woken.</summary>
    public static Way SleepersFirst { get; } = new("unfrozen, the sleepers first", crowd => Timed(crowd, victims =>
    {
        foreach (var victim in victims.OrderByDescending(v => v.Name == "sleep"))
            victim.Signal(SignalNames.Kill);
    }));

    private static Task<(TimeSpan, TimeSpan)> Timed(Crowd crowd, Action<List<Victim>> kill)
    {
        var victims = crowd.Tree.Processes.Select(p => new Victim(p.Id, p.ParentPid, p.Name)).ToList();
        victims.ForEach(v => v.TryHold());
        var began = Time.GetTimestamp();
        kill(victims);
        var left = EndWait.Remaining(victims, TimeSpan.FromSeconds(30), Time);
        var took = Time.GetElapsedTime(began);
        victims.ForEach(v => v.Dispose());
        return left.Count == 0 ? Task.FromResult((took, took)) : throw new InvalidOperationException($"{left.Count} are left");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
