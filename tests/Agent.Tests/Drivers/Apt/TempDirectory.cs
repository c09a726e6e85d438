namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>An empty directory, deleted at the end.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kupkg-apt-").FullName;

    public string File(string name) => System.IO.Path.Join(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
