using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Runs;

/// <summary>
/// Finds what a dead run left at work: processes of its scopes, or with its mark in their environment, of the same boot and younger than the run. Of these,
/// the package manager, its scripts and hooks, with what stayed in their sessions; what took a session of its own (a daemon) is left alone.
/// </summary>
/// <param name="roles">Tells package managers and scripts from other processes.</param>
/// <param name="paths">The host.</param>
internal sealed class Survivors(RoleOf roles, HostPaths paths)
{
    private const int LongestEnvironment = 256 * 1024;

    /// <summary>The trees of one run, and in words what is left alone.</summary>
    public (IReadOnlyList<Survivor> Trees, IReadOnlyList<string> LeftAlone) Of(RunStart dead)
    {
        if (dead.BootId != BootId())
            return ([], []);
        var marked = new Dictionary<int, Seen>();
        foreach (var pid in ProcTable.Pids())
        {
            if (pid != Environment.ProcessId && Look(pid, dead) is { } seen)
                marked[pid] = seen;
        }

        // In the order of their start: a root is older than what is below it, and an orphan of its session may be older than nobody.
        var tops = marked.Values.Where(s => !marked.ContainsKey(s.Stat.ParentPid)).OrderBy(static s => s.Stat.Id.StartTicks).ToList();
        var trees = tops.FindAll(s => IsOfManager(s) || IsHook(s));
        var sessions = trees.Select(static t => t.Stat.Session).ToHashSet();
        var left = tops.Where(t => !trees.Contains(t) && !sessions.Contains(t.Stat.Session));
        return ([.. trees.Select(Tree)], [.. left.Select(static s => $"{s.Command} (pid {s.Stat.Id.Pid})")]);
    }

    private static string BootId() => ProcFile.TryReadText("/proc/sys/kernel/random/boot_id")?.Trim() ?? "";

    // A number that was given again belongs to a process younger than the run too; the mark or the scope tells them apart.
    private static Seen? Look(int pid, RunStart dead)
    {
        if (ProcStat.TryRead(pid) is not { State: not ('Z' or 'X') } stat || stat.Id.StartTicks < dead.StartTicks)
            return null;
        var scope = ScopeOf(pid, dead.RunId);
        var mark = ProcFile.TryReadText($"/proc/{pid}/environ", LongestEnvironment) is { } environment ? RunMark.Read(environment) : null;
        if (mark?.RunId != dead.RunId)
            mark = scope is null ? null : new RunMark(dead.RunId, scope, Phase.Install);
        return mark is null ? null : new Seen(stat, scope, mark, CommandOf(pid, stat.Name));
    }

    private bool IsOfManager(Seen seen)
    {
        var sample = new ProcessSample { Id = seen.Stat.Id, ParentPid = seen.Stat.ParentPid, Session = seen.Stat.Session, Name = seen.Stat.Name, Command = seen.Command };
        // A bare "sh -c" may be a hook of the manager or anybody's daemon: it counts only in the session of one that is surely the manager's.
        return roles(sample) is { Kind: not RoleKind.Work, Script: not ProcessRole.Hook };
    }

    // Its children bear its mark too; only the hook itself, and a shell that it forked, was started by its path.
    private static bool IsHook(Seen seen) => seen.Mark.Phase == Phase.Hook && seen.Command.Contains("/etc/kupkg/hooks/", StringComparison.Ordinal);

    private Survivor Tree(Seen seen)
    {
        var output = OutputOf(seen.Stat.Id.Pid);
        return new Survivor(seen.Stat.Id, seen.Stat.Session, seen.Scope, seen.Mark, output, seen.Command);
    }

    private string? OutputOf(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/fd/1").LinkTarget is { } target && target.StartsWith(paths.RunsDirectory + "/", StringComparison.Ordinal) && File.Exists(target) ? target : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile; its tree is judged without its output.
            return null;
        }
    }

    private static string CommandOf(int pid, string name) =>
        ProcFile.TryReadText($"/proc/{pid}/cmdline")?.TrimEnd('\0').Replace('\0', ' ') is { Length: > 0 } command ? command : name;

    // 0::/system.slice/kupkg-run-12-05-install.scope
    private static string? ScopeOf(int pid, long run)
    {
        var prefix = $"kupkg-run-{run}-";
        foreach (var line in (ProcFile.TryReadText($"/proc/{pid}/cgroup") ?? "").Split('\n'))
        {
            var name = line[(line.LastIndexOf('/') + 1)..];
            if (name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".scope", StringComparison.Ordinal))
                return name;
        }

        return null;
    }

    private sealed record Seen(ProcStat Stat, string? Scope, RunMark Mark, string Command);
}
