using KuPkg.Agent.Config;

namespace KuPkg.Agent.Tests.History;

/// <summary>A folder that stands for a host's root; gone at the end.</summary>
internal sealed class TempRoot : IDisposable
{
    // Directory.CreateTempSubdirectory gives 0700; other users must be able to walk through, as on a host.
    private readonly string _path = Directory.CreateTempSubdirectory("kupkg-test-").FullName;

    public TempRoot()
    {
        File.SetUnixFileMode(_path, (UnixFileMode)0b111_101_101);
        Paths = new HostPaths(_path);
    }

    public HostPaths Paths { get; }

    public IEnumerable<string> StateFiles => Directory.EnumerateFiles(Paths.StateDirectory).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
