using System.Text;

namespace KuPkg.Agent.Drivers.Apt.Access;

/// <summary>
/// apt's own settings: asked of apt-config, or kept from an earlier question in a file of root's alone, as they may hold passwords. What is kept is good for as long as the fingerprint
/// of the host is the same.
/// </summary>
/// <param name="queries">Runs apt-config.</param>
/// <param name="paths">The host.</param>
internal sealed class AptSettings(AptQueries queries, AptPaths paths)
{
    private const UnixFileMode RootOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Asks.</summary>
    /// <exception cref="QueryException">apt-config failed.</exception>
    public async Task<AptConfig> AskAsync(CancellationToken stop) => Parse(await queries.RequireAsync("apt-config", ["dump"], stop));

    /// <summary>Asks, and keeps the answer.</summary>
    /// <param name="fingerprint">Of the host, now.</param>
    /// <param name="stop">Ends the question.</param>
    /// <exception cref="IOException">apt-config failed, or the answer cannot be kept.</exception>
    public async Task<AptConfig> AskAndKeepAsync(string fingerprint, CancellationToken stop)
    {
        var dump = await queries.RequireAsync("apt-config", ["dump"], stop);
        var fresh = paths.KeptSettings + ".new";
        File.Delete(fresh);
        using (var file = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = RootOnly }))
            file.Write(Encoding.UTF8.GetBytes($"{fingerprint}\n{dump}"));
        File.Move(fresh, paths.KeptSettings, overwrite: true);
        return Parse(dump);
    }

    /// <summary>What was kept; asked anew when that is of another fingerprint, or cannot be read.</summary>
    /// <exception cref="QueryException">apt-config failed.</exception>
    public async Task<AptConfig> KeptAsync(string fingerprint, CancellationToken stop)
    {
        try
        {
            var kept = await File.ReadAllTextAsync(paths.KeptSettings, stop);
            if (kept.StartsWith($"{fingerprint}\n", StringComparison.Ordinal))
                return Parse(kept[(fingerprint.Length + 1)..]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not kept, or not for this user: apt is asked, which is right in any case.
        }

        return await AskAsync(stop);
    }

    private static AptConfig Parse(string dump) => AptConfig.Parse(AptQueries.Lines(dump));
}
