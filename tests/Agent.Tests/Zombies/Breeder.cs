using KuPkg.Agent.Tests.Kill;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.Zombies;

/// <summary>Programs whose children end and are not reaped.</summary>
internal static class Breeder
{
    /// <summary>Never asks how its children ended.</summary>
    public static Spawned Careless(int children) => Spawned.Start("python3", "-c", CarelessScript(children));

    /// <summary>Reaps when it is told of a child, and missed the first time: its handler came too late.</summary>
    public static Spawned Forgetful(int children) => Spawned.Start("python3", "-c", $"""
        import os, signal, time
        for i in range({children}):
            if os.fork() == 0: os._exit(0)
        time.sleep(0.5)
        def reap(*_):
            try:
                while os.waitpid(-1, os.WNOHANG)[0]: pass
            except ChildProcessError: pass
        signal.signal(signal.SIGCHLD, reap)
        while True: time.sleep(1000)
        """);

    public static string CarelessScript(int children) => $"""
        import os, time
        for i in range({children}):
            if os.fork() == 0: os._exit(0)
        time.sleep(1000)
        """;

    public static Task UntilDefunctAsync(ProcessId parent, int children) =>
        Eventually.TrueAsync(() => LiveTree.Everything().Count(s => s.ParentPid == parent.Pid && s.State == 'Z') == children, "the children are defunct");
}
