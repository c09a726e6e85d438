namespace KuPkg.Agent.Report;

/// <summary>What a watched job is at, for a line that is redrawn and for status.json. Comes with each sample.</summary>
/// <param name="Job">The job's name, such as <c>install</c>.</param>
/// <param name="Package">The package at work; null when unknown.</param>
/// <param name="Doing">What is done with it: <c>postinst</c>, <c>Unpacking</c>; empty when unknown.</param>
/// <param name="Verdict">The verdict's name.</param>
/// <param name="Evidence">Why, in a few words.</param>
/// <param name="Elapsed">Since the job began.</param>
/// <param name="Percent">Of the job, 0 to 100; null when unknown.</param>
internal sealed record LiveProgress(string Job, string? Package, string Doing, string Verdict, string Evidence, TimeSpan Elapsed, double? Percent)
{
    /// <summary>Which of how many packages; null when unknown.</summary>
    public (int Number, int Of)? Place { get; init; }
}
