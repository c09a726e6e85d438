using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Kill;

/// <summary>Snapshots written as one would draw them; the pid says the order of birth.</summary>
internal static class Trees
{
    public const int Root = 100;

    /// <summary>A tree of <c>(pid, parent, name)</c>; the first is the root and leads the session.</summary>
    public static TreeSample Of(params (int Pid, int Parent, string Name)[] processes) => new()
    {
        At = TimeSpan.FromMinutes(10),
        Processes = [.. processes.Select(p => Process(p.Pid, p.Parent, p.Name))],
    };

    public static ProcessSample Process(int pid, int parent, string name, char state = 'S') => new()
    {
        Id = Id(pid),
        ParentPid = parent,
        Session = Root,
        Name = name,
        Command = name,
        State = state,
    };

    public static TreeSample InState(this TreeSample tree, int pid, char state) => tree with
    {
        Processes = [.. tree.Processes.Select(p => p.Id.Pid == pid ? p with { State = state } : p)],
    };

    public static ProcessId Id(int pid) => new(pid, pid * 10L);

    /// <summary>As apt's driver does it: <c>P.postinst</c> is a script, <c>hook</c> a hook, <c>http</c> a method.</summary>
    public static ProcessRole Role(ProcessSample process) => process.Name switch
    {
        "apt-get" => new ProcessRole(RoleKind.Manager),
        "dpkg" => new ProcessRole(RoleKind.Installer),
        "http" or "gpgv" => new ProcessRole(RoleKind.Fetcher),
        "hook" => new ProcessRole(RoleKind.Script, null, "hook"),
        var name when name.Split('.') is [var package, var script] => new ProcessRole(RoleKind.Script, package, script),
        _ => ProcessRole.Work,
    };

    public static Stalled Asleep(params int[] suspects) =>
        new(StallReason.AllAsleep, [.. suspects.Select(Id)]) { Evidence = ["nothing moved for 5 min 0 s"] };

    public static KillReport Done(KillPlan plan, bool isGone = true) => new(plan, [], [], isGone, TimeSpan.FromMilliseconds(4), []);
}
