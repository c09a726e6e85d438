using System.Text;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Follows the file to which apt or dpkg writes its steps. Not thread-safe. Holds no file open between calls.</summary>
internal sealed class StatusFdReader(string path) : IProgressReader
{
    private const int LineLimit = 64 << 10;

    private readonly byte[] _block = new byte[64 << 10];
    private readonly List<byte> _rest = [];
    private long _offset;

    public IReadOnlyList<PackageProgress> Read()
    {
        var steps = new List<PackageProgress>();
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            for (var count = RandomAccess.Read(file, _block, _offset); count > 0; count = RandomAccess.Read(file, _block, _offset))
            {
                _offset += count;
                Take(_block.AsSpan(0, count), steps);
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // The tool has not begun to write.
        }

        return steps;
    }

    private void Take(ReadOnlySpan<byte> bytes, List<PackageProgress> steps)
    {
        foreach (var value in bytes)
        {
            if (value == (byte)'\n')
            {
                if (StatusLine.Parse(Encoding.UTF8.GetString([.. _rest])) is { } step)
                    steps.Add(step);
                _rest.Clear();
            }
            else if (_rest.Count < LineLimit)
            {
                _rest.Add(value);
            }
        }
    }
}
