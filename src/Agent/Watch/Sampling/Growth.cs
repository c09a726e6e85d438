using System.IO.Enumeration;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>Lengths of the files that grow while a job works. Not thread-safe.</summary>
internal sealed class Growth(IReadOnlyList<string> outputPaths, IReadOnlyList<string> directories)
{
    private static readonly EnumerationOptions FlatAndTolerant = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private long _outputBytes;

    /// <summary>Lengths of the output files together. Never falls.</summary>
    public long OutputBytes()
    {
        long sum = 0;
        foreach (var path in outputPaths)
            sum += new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        return _outputBytes = Math.Max(_outputBytes, sum);
    }

    /// <summary>Sizes of the files in the growing directories together; a directory that is not there has none.</summary>
    public long FileBytes()
    {
        long sum = 0;
        foreach (var directory in directories)
        {
            try
            {
                foreach (var length in new FileSystemEnumerable<long>(directory, static (ref e) => e.IsDirectory ? 0 : e.Length, FlatAndTolerant))
                    sum += length;
            }
            catch (IOException)
            {
                // Not made yet, or taken away in the middle: apt makes partial/ when it needs it.
            }
        }

        return sum;
    }
}
