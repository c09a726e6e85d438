using KuPkg.Policy.Gates;

namespace KuPkg.Agent.Contracts.Kicks;

/// <summary>Services that a person keeps KuPkg's hands off: a file <c>NAME.hold</c> beside the contracts, whose first line says why. Thread-safe.</summary>
/// <param name="directories">Where contracts lie.</param>
internal sealed class ServiceHolds(IReadOnlyList<string> directories)
{
    private const string Ending = ".hold";
    private const int LongestReason = 200;

    // A status is anybody's to ask for, a folder that is only root's to read may be there all the same.
    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true };

    /// <summary>All that are held, by name.</summary>
    public IReadOnlyList<HeldService> All() => [.. directories.Where(Directory.Exists).SelectMany(static d => Directory.EnumerateFiles(d, $"*{Ending}", Readable))
        .Select(static f => new HeldService(Path.GetFileName(f)[..^Ending.Length], ReasonIn(f), f)).OrderBy(static h => h.Service, StringComparer.Ordinal)];

    /// <summary>Why a service is held; empty: no reason is given, null: it is not held.</summary>
    public string? Of(string service)
    {
        foreach (var directory in directories)
        {
            var file = Path.Join(directory, $"{service}{Ending}");
            if (File.Exists(file))
                return ReasonIn(file);
        }

        return null;
    }

    // A hold that cannot be read holds all the same.
    private static string ReasonIn(string file)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault()?.Trim() ?? "";
            return line.Length > LongestReason ? line[..LongestReason] : line;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
