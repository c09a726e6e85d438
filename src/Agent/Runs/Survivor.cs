using KuPkg.Agent.Drivers;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Runs;

/// <summary>A process tree that a dead run left at work.</summary>
/// <param name="Root">Its topmost process.</param>
/// <param name="Session">The session of the job; all in it belongs to it.</param>
/// <param name="Scope">The job's systemd scope; null: none.</param>
/// <param name="Mark">Which run, which tool, which phase.</param>
/// <param name="OutputPath">The file of the run that it writes to; null: none was found.</param>
/// <param name="Command">The command line of the root.</param>
internal sealed record Survivor(ProcessId Root, int Session, string? Scope, RunMark Mark, string? OutputPath, string Command)
{
    /// <summary>As an operator reads it.</summary>
    public override string ToString() => $"{Mark.Job}: {Command} (pid {Root.Pid})";
}
