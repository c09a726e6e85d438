namespace KuPkg.Policy.Rehearsals;

/// <summary>
/// The promise: after every run each package is either updated, or untouched or put back and explained, and the host needs nobody to unlock it. Pure.
/// </summary>
public static class Promise
{
    private const int NeedsPerson = 2;

    /// <summary>In what a rehearsal shows it broken; empty: it was kept.</summary>
    public static IReadOnlyList<string> Broken(RehearsalRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var broken = new List<string>();
        if (record.ExitCode is null)
            broken.Add("the run did not end by itself in the time of the rehearsal: with this configuration a person must end what hangs");
        else if (record.ExitCode == NeedsPerson)
            broken.Add("the host needs a person");
        else if (record.ExitCode > NeedsPerson)
            broken.Add($"the run ended with {record.ExitCode}");
        broken.AddRange(record.Findings.Select(static f => $"the package database is not clean: {f}"));
        foreach (var package in record.Packages.Where(static p => !p.IsUpdated))
        {
            if (!package.IsAsBefore)
                broken.Add($"{package.Name} is {(package.Now.Length > 0 ? $"at {package.Now} and not whole" : "not installed")}: neither updated to {package.Offered} nor at {package.Before}");
            else if (package.Cause.Length == 0)
                broken.Add($"{package.Name} stayed at {package.Before}, and nothing says why");
        }

        return broken;
    }
}
