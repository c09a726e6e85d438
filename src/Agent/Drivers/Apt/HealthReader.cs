using KuPkg.Policy.Model;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Finds what is wrong with dpkg's database.</summary>
internal sealed class HealthReader(AptQueries queries, AptPaths paths)
{
    public async Task<Inventory> ReadInventoryAsync(CancellationToken stop) =>
        new(AptQueries.Lines(await queries.RequireAsync("dpkg-query", DpkgQuery.Arguments, stop)).Select(DpkgQuery.Parse).OfType<InstalledPackage>());

    public async Task<DatabaseHealth> ReadAsync(bool thorough, CancellationToken stop)
    {
        var broken = (await ReadInventoryAsync(stop)).Broken.OrderBy(p => p.Package.Name, StringComparer.Ordinal).ToList();
        List<string> problems = [.. broken.Select(p => $"{p.Package} {p.Version}: {p.StateText}")];

        // What the statuses have said already is not said twice.
        var named = broken.Select(p => p.Package.Name).ToHashSet();
        // Its exit code says nothing: dpkg 1.21 gives 0 whatever it finds, later ones may not.
        var audit = await queries.RunAsync("dpkg", ["--audit"], stop);
        problems.AddRange(AuditOutput.Parse(AptQueries.Lines(audit.Output)).Where(p => !named.Contains(PackageName.WithoutArchitecture(p))).Select(p => $"dpkg --audit: {p}"));

        var isInterrupted = IsInterrupted();
        if (isInterrupted)
            problems.Add("dpkg was interrupted: its journal is not empty");
        if (thorough && !isInterrupted)
            problems.AddRange(await CheckAsync(stop));
        return new DatabaseHealth(problems, isInterrupted, broken);
    }

    private async Task<IEnumerable<string>> CheckAsync(CancellationToken stop)
    {
        var check = await queries.RunAsync("apt-get", [.. AptOptions.Always, .. AptOptions.Option("DPkg::Lock::Timeout=30"), "check"], stop);
        if (check.IsSuccess)
            return [];
        var errors = AptQueries.Lines(check.Error).Concat(AptQueries.Lines(check.Output)).Where(l => l.StartsWith("E: ", StringComparison.Ordinal)).Select(l => l[3..]).ToList();
        return errors.Count > 0 ? errors.Select(e => $"apt-get check: {e}") : [$"apt-get check: {check.Status}"];
    }

    private bool IsInterrupted() =>
        Directory.Exists(paths.DpkgUpdates) && Directory.EnumerateFiles(paths.DpkgUpdates).Any(f => Path.GetFileName(f).All(char.IsAsciiDigit));
}
