namespace KuPkg.Policy.Watch;

/// <summary>Not the judge's: somebody asked that the job be stopped, in a phase in which nothing is damaged by it. The kill is planned as for a verdict.</summary>
public sealed record AskedToStop : Verdict
{
    /// <inheritdoc/>
    public override string Name => "asked to stop";

    /// <inheritdoc/>
    public override bool IsTerminal => true;
}
