using KuPkg.Harness.Commands;

namespace KuPkg.Harness.Hosts;

/// <summary>The apt sources of the machine that the tests run on. No mirror's address is written anywhere in this repository.</summary>
public static class MachineSources
{
    /// <summary>The machine's release, such as <c>bookworm</c>: the hosts get the same.</summary>
    public static string Codename { get; } = ReadCodename();

    /// <summary>The source files that offer <see cref="Codename"/>, both formats.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static IReadOnlyList<string> Files()
    {
        var candidates = new List<string> { "/etc/apt/sources.list" };
        if (Directory.Exists("/etc/apt/sources.list.d"))
        {
            candidates.AddRange(Directory.GetFiles("/etc/apt/sources.list.d", "*.list").Order());
            candidates.AddRange(Directory.GetFiles("/etc/apt/sources.list.d", "*.sources").Order());
        }
        var files = candidates.Where(f => File.Exists(f) && OffersRelease(File.ReadAllLines(f))).ToList();
        return files.Count > 0
            ? files
            : throw new InvalidOperationException(
                $"cannot build a host: no file in /etc/apt names a Debian source of {Codename}. Add one; its address is taken from there.");
    }

    /// <summary>The machine's own settings for fetching (proxy, time checks, certificates) as <c>apt.conf</c> lines.</summary>
    public static async Task<IReadOnlyList<string>> FetchOptionsAsync()
    {
        // Acquire::Check-Valid-Until "false";
        var dump = await Command.MustAsync("apt-config", "dump", "Acquire");
        string[] wanted = ["Acquire::Check-", "Acquire::http::Proxy", "Acquire::https::"];
        return [.. dump.Text.Split('\n').Where(line => wanted.Any(w => line.StartsWith(w, StringComparison.OrdinalIgnoreCase)))];
    }

    // deb http://M/debian bookworm main        (one line)        |        Suites: bookworm bookworm-updates        (deb822)
    private static bool OffersRelease(IEnumerable<string> lines) => lines.Any(line =>
        (line.StartsWith("deb ", StringComparison.Ordinal) || line.StartsWith("Suites:", StringComparison.OrdinalIgnoreCase))
        && line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains(Codename));

    private static string ReadCodename() => File.ReadLines("/etc/os-release")
        .Where(line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal))
        .Select(line => line["VERSION_CODENAME=".Length..].Trim('"'))
        .FirstOrDefault() ?? throw new InvalidOperationException("cannot build a host: /etc/os-release has no VERSION_CODENAME. The tests need Debian or Ubuntu.");
}
