using KuPkg.Agent.Drivers;
using KuPkg.Agent.History;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs;

/// <summary>Which versions failed how often, and why: in this run and, through the history, in earlier ones.</summary>
internal sealed class FaultLedger(IJournal journal, long runId, RunEvents events)
{
    private readonly Dictionary<string, Cause> _causes = new(StringComparer.Ordinal);

    /// <summary>By package name, why it is not updated.</summary>
    public IReadOnlyDictionary<string, Cause> Causes => _causes;

    /// <summary>Counts one failed try of the incoming version.</summary>
    public void Blame(Change change, string why)
    {
        if (change.To is not { } version)
            return;
        journal.RecordFailedTry(runId, change.Package.Name, version, why, events.Now);
        _causes[change.Package.Name] = new Cause(why, $"kupkg report {runId}");
    }

    /// <summary>Counts a failed try of each change that a tool was to make and did not, and that it says, or the watch saw, to be at fault.</summary>
    /// <returns>How many there were.</returns>
    public int BlameFor(ToolRun tool, InstallResult said, IReadOnlyList<Change> changes, Inventory after)
    {
        var blamed = 0;
        foreach (var change in changes.Where(c => !c.IsDoneIn(after)))
        {
            if (Fault.Of(change.Package.Name, tool, said.Failures) is { } why)
            {
                Blame(change, why);
                blamed++;
            }
        }

        return blamed;
    }

    /// <summary>Gives the cause of a package that is not itself at fault; a fault that is known stays.</summary>
    public void Explain(string package, Cause cause) => _causes.TryAdd(package, cause);

    /// <summary>Failed tries of the incoming version on this host.</summary>
    public int TriesOf(Change change) => change.To is { } version ? journal.FailedTries(change.Package.Name, version) : 0;

    /// <summary>The hold that follows from what is known of a version.</summary>
    public Hold HoldOf(Change change) =>
        new(change.Package, change.To!, _causes.TryGetValue(change.Package.Name, out var cause) ? cause.Why : "it failed", runId, events.Now);
}
