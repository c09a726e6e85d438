using KuPkg.Policy.Model;

namespace KuPkg.Agent.Shell;

/// <summary>A started child. The reaper holds its pidfd and takes its exit, whether or not this is disposed.</summary>
internal sealed record Child(ProcessId Id, Task<ExitStatus> Exited, string? Scope, string? ScopeNote) : IChild
{
    public void Dispose()
    {
        // Nothing is held here.
    }
}
