using System.Globalization;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts.Kicks;

/// <summary>
/// When dear checks (<c>every</c>) passed last: a file <c>NAME.checked</c> in the runtime directory, which is memory and not disk. A check that failed is made again the next time. For one process
/// at a time: its caller holds the service's lock.
/// </summary>
/// <param name="runtimeDirectory">Where locks are.</param>
internal sealed class CheckTimes(string runtimeDirectory)
{
    /// <summary>The checks of a service that are due.</summary>
    public IReadOnlyList<ServiceCheck> Due(string service, IReadOnlyList<ServiceCheck> checks, DateTimeOffset now)
    {
        if (checks.All(static c => c.Every is null))
            return checks;
        var passed = Read(service);
        // A time in the future is that of a clock that was set back.
        return [.. checks.Where(c => c.Every is not { } every || !passed.TryGetValue(c.Words, out var at) || at > now || now - at >= every)];
    }

    /// <summary>Remembers which of them passed.</summary>
    public void Remember(string service, IReadOnlyList<CheckResult> results, DateTimeOffset now)
    {
        var dear = results.Where(static r => r.Check.Every is not null).ToList();
        if (dear.Count == 0)
            return;
        var passed = Read(service);
        foreach (var result in dear)
        {
            if (result.IsPassed)
                passed[result.Check.Words] = now;
            else
                passed.Remove(result.Check.Words);
        }

        File.WriteAllLines(FileOf(service), passed.Select(static p => $"{p.Value.ToUnixTimeSeconds()} {p.Key}"));
    }

    // 1795312345 exec /usr/local/bin/query
    private Dictionary<string, DateTimeOffset> Read(string service)
    {
        var found = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        if (!File.Exists(FileOf(service)))
            return found;
        foreach (var line in File.ReadLines(FileOf(service)))
        {
            if (line.Split(' ', 2) is [var seconds, var words] && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < DateTimeOffset.MaxValue.ToUnixTimeSeconds())
                found[words] = DateTimeOffset.FromUnixTimeSeconds(at);
        }

        return found;
    }

    private string FileOf(string service) => Path.Join(runtimeDirectory, "services", $"{service}.checked");
}
