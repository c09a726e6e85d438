using System.Text;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>
/// Reads a tool's output for its parser, whatever was printed: not UTF-8, lines of ten megabytes, punched holes, gigabytes.
/// </summary>
internal static class OutputLines
{
    private const int LineLimit = 8192;
    private const long TailLimit = 32 << 20;

    /// <summary>The lines; of a very long file only the last 32 MiB, of a very long line only its start. Empty when the file is not there.</summary>
    public static IEnumerable<string> Read(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 << 10);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            yield break;
        }

        using (file)
        {
            if (file.Length > TailLimit)
                file.Seek(-TailLimit, SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 64 << 10);
            foreach (var line in Split(reader))
                yield return line;
        }
    }

    // Not ReadLine: it would hold a line of any length in memory.
    private static IEnumerable<string> Split(StreamReader reader)
    {
        var line = new StringBuilder();
        var block = new char[16 << 10];
        for (var count = reader.Read(block); count > 0; count = reader.Read(block))
        {
            for (var i = 0; i < count; i++)
            {
                if (block[i] is '\n')
                {
                    yield return Take(line);
                }
                else if (block[i] is not '\0' && line.Length < LineLimit)
                {
                    line.Append(block[i]);
                }
            }
        }

        if (line.Length > 0)
            yield return Take(line);
    }

    private static string Take(StringBuilder line)
    {
        var text = line.ToString().TrimEnd('\r');
        line.Clear();
        return text;
    }
}
