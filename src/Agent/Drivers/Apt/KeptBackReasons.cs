using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Finds out why apt keeps packages back, by asking it what it would do for each.</summary>
internal sealed class KeptBackReasons(AptQueries queries)
{
    /// <summary>Each question costs apt a fresh look at all packages, so only so many are asked for.</summary>
    private const int QuestionsAtMost = 8;

    private const string Unknown = "apt does not take it by itself, though it could";

    /// <param name="keptBack">What the simulation listed.</param>
    /// <param name="preferences">apt's options for the run's preferences.</param>
    /// <param name="stop">Ends the questions.</param>
    public async Task<IReadOnlyList<KeptBack>> OfAsync(IReadOnlyList<KeptBack> keptBack, IReadOnlyList<string> preferences, CancellationToken stop)
    {
        if (!keptBack.Any(KeptBackCause.IsOpen))
            return keptBack;
        var held = AptQueries.Lines(await queries.RequireAsync("apt-mark", ["showhold"], stop)).Select(l => l.Trim()).ToHashSet();
        var policy = await queries.RunAsync("apt-cache", [.. preferences, "policy", .. keptBack.Select(NameOf)], stop);
        var phased = PolicyOutput.Parse(AptQueries.Lines(policy.Output)).Where(v => v.IsPhased).ToHashSet();

        List<KeptBack> explained = [];
        var questions = 0;
        foreach (var package in keptBack)
        {
            if (!KeptBackCause.IsOpen(package))
                explained.Add(package);
            else if (held.Contains(NameOf(package)))
                explained.Add(package with { Cause = KeptBackCause.HeldByAdministrator, FreedBy = $"apt-mark unhold {NameOf(package)}" });
            else if (phased.Contains(new FetchableVersion(NameOf(package), package.Candidate, IsPhased: true)))
                explained.Add(package with { Cause = KeptBackCause.Phased, FreedBy = $"apt-get install {NameOf(package)}", MayComeByItself = true });
            else if (questions++ < QuestionsAtMost)
                explained.Add(await AskAsync(package, preferences, stop));
            else
                explained.Add(package with { FreedBy = $"apt-get install {NameOf(package)}", MayComeByItself = true });
        }

        return explained;
    }

    private async Task<KeptBack> AskAsync(KeptBack package, IReadOnlyList<string> preferences, CancellationToken stop)
    {
        var install = await queries.RunAsync("apt-get", [.. AptOptions.Always, .. preferences, "-s", "-V", "install", NameOf(package)], stop);
        var simulation = SimulationOutput.Parse(AptQueries.Lines(install.Output));
        return install.IsSuccess
            ? package with { Cause = CauseOf(package, simulation), FreedBy = $"apt-get install {NameOf(package)}", MayComeByItself = CauseOf(package, simulation) == Unknown }
            : UnmetOutput.Parse(AptQueries.Lines(install.Output)) is { Count: > 0 } unmet ? package with { Cause = $"cannot be installed: {string.Join("; ", unmet)}" }
            : package with { Cause = $"apt refuses it: {string.Join("; ", SimulationOutput.Parse(AptQueries.Lines(install.Error)).Errors)}" };
    }

    private static string CauseOf(KeptBack package, SimulationOutput simulation)
    {
        if (simulation.Removals.Count > 0)
            return $"would remove {string.Join(", ", simulation.Removals.Select(r => r.Package))}";
        var others = simulation.Changes.Where(c => c.Package.Name != package.Package.Name).Select(c => c.Package.Name).Distinct().ToList();
        return others.Count > 0 ? $"apt takes it only together with {string.Join(", ", others)}" : Unknown;
    }

    /// <summary>Why the run's own settings leave out a change that apt would make without them.</summary>
    public static KeptBack Excluded(Policy.Model.Change change, RunPreferences preferences)
    {
        var settings = preferences.Settings;
        var (cause, freedBy) = change switch
        {
            _ when preferences.Holds.Any(h => h.Package.Name == change.Package.Name && h.Version == change.To) =>
                ($"held: {preferences.Holds.First(h => h.Package.Name == change.Package.Name && h.Version == change.To).Why}", $"kupkg unhold {change.Package}"),
            _ when preferences.TooYoung.FirstOrDefault(y => y.Package.Name == change.Package.Name && y.Version == change.To) is { } young =>
                ($"known to this host only since {young.OldEnoughAt - settings.MinAge:yyyy-MM-dd HH:mm} UTC; packages.min_age lets it in from {young.OldEnoughAt:yyyy-MM-dd HH:mm} UTC", $"kupkg run --now {change.Package.Name}"),
            _ when preferences.Paused.FirstOrDefault(p => p.Name == change.Package.Name) is { } paused =>
                ($"{paused.Failures} versions of it failed in a row; another one is tried from {paused.Until:yyyy-MM-dd HH:mm} UTC", $"kupkg run --now {change.Package.Name}"),
            _ when preferences.Blocked.FirstOrDefault(b => b.Name == change.Package.Name) is { } blocked =>
                ($"{blocked.Service} is ill, and its contract says block_when_ill: {blocked.Illness}", $"kupkg check {blocked.Service}"),
            _ when PackageGlob.MatchesAny(settings.Never, change.Package.Name) => ("excluded by packages.never", $"apt-get install {change.Package}"),
            _ when preferences.Only.Count > 0 => ("not named on the command line", "kupkg run"),
            _ when settings.SecurityOnly && !change.IsSecurity => ("no security update (packages.upgrade = \"security\")", $"apt-get install {change.Package}"),
            _ when settings.Only.Count > 0 => ("not in packages.only", $"apt-get install {change.Package}"),
            _ => ("needs a package that the settings exclude", $"apt-get install {change.Package}"),
        };
        return new KeptBack(change.Package, change.From ?? "", change.To ?? "", cause, freedBy);
    }

    private static string NameOf(KeptBack package) =>
        package.Package.Architecture.Length > 0 ? $"{package.Package.Name}:{package.Package.Architecture}" : package.Package.Name;
}
