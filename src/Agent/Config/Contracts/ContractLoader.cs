namespace KuPkg.Agent.Config.Contracts;

/// <summary>The contracts of a host.</summary>
/// <param name="Contracts">Those in force, by name; of two with one name that of the stronger file.</param>
/// <param name="Mistakes">What is wrong with the files; the contracts of such a file are not used.</param>
internal sealed record ContractSet(IReadOnlyList<PlacedContract> Contracts, IReadOnlyList<ConfigMistake> Mistakes)
{
    public static ContractSet None { get; } = new([], []);

    /// <summary>Those of files without mistakes.</summary>
    public IEnumerable<PlacedContract> Sound => Contracts.Where(c => !Mistakes.Any(m => m.File == c.File));
}

/// <summary>
/// Reads the contracts of a host from <c>contracts.d</c> beside each drop-in directory, as strictly as the configuration: all mistakes at once, and files that others than root may
/// write to are refused. Thread-safe.
/// </summary>
internal static class ContractLoader
{
    /// <exception cref="UnauthorizedAccessException">This user may not read a file.</exception>
    public static ContractSet Load(HostPaths paths)
    {
        var files = ConfigFiles.FindIn(paths.ContractDirectories);
        if (files.Count == 0)
            return ContractSet.None;
        var mistakes = new List<ConfigMistake>();
        var contracts = new SortedDictionary<string, PlacedContract>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (ConfigFragment.Read(file, mistakes) is not { } fragment)
                continue;
            foreach (var placed in new ContractReader(file, mistakes).Read(fragment.Root))
                contracts[placed.Contract.Name] = placed;
        }

        return new ContractSet([.. contracts.Values], ConfigMistake.InOrder(mistakes));
    }
}
