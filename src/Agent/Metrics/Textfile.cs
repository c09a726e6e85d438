using System.Text;

namespace KuPkg.Agent.Metrics;

/// <summary>The file for node_exporter's textfile collector: replaced by rename, readable by all.</summary>
internal static class Textfile
{
    private const string Name = "kupkg.prom";

    // What somebody else's script wrote must not hold a tick up.
    private const long MostForeignBytes = 1 << 20;

    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Replaces it. Names that another file of the directory gives are left to it: a name that is given twice makes the collector drop both files.</summary>
    /// <param name="directory">Where to; nothing is done where it is not there.</param>
    /// <param name="families">What.</param>
    /// <exception cref="IOException">The directory cannot be written, or is full.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Write(string directory, IEnumerable<MetricFamily> families)
    {
        if (!Directory.Exists(directory))
            return;
        var foreign = ForeignNames(directory);

        // The collector reads what ends in .prom.
        var (path, next) = (Path.Join(directory, Name), Path.Join(directory, $".{Name}.new"));
        using (var writer = new StreamWriter(next, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
            ExpositionText.Write(writer, families.Where(f => !foreign.Contains(f.Name)));
        File.SetUnixFileMode(next, ReadableByAll);
        File.Move(next, path, overwrite: true);
    }

    private static HashSet<string> ForeignNames(string directory) =>
    [
        .. new DirectoryInfo(directory).EnumerateFiles("*.prom").Where(static f => f.Name != Name && f.Length <= MostForeignBytes)
            .SelectMany(static f => File.ReadLines(f.FullName)).Where(static l => l.Length > 0 && l[0] != '#').Select(static l => l[..End(l)]),
    ];

    private static int End(string line) => line.AsSpan().IndexOfAny('{', ' ') is >= 0 and var end ? end : line.Length;
}
