using KuPkg.Harness.Commands;

namespace KuPkg.Harness.Packages;

/// <summary>An unsigned Debian repository in a directory: suite <c>stable</c>, component <c>main</c>, indexes by apt-ftparchive. Deleted when disposed.</summary>
public sealed class LocalRepository : IDisposable
{
    private DateTime _published = DateTime.UnixEpoch;

    private LocalRepository(string directory) => Directory = directory;

    public string Directory { get; }

    private string Pool => Path.Join(Directory, "pool");

    public static LocalRepository Create()
    {
        var repository = new LocalRepository(Workspace.NewDirectory("repository"));
        System.IO.Directory.CreateDirectory(repository.Pool);
        return repository;
    }

    /// <summary>Builds the packages into the pool and writes the indexes anew.</summary>
    public async Task AddAsync(params DebianPackage[] packages)
    {
        foreach (var package in packages)
            await PackageBuilder.BuildAsync(package, Pool);
        await PublishAsync();
    }

    /// <summary>Puts package files that were built elsewhere into the pool and writes the indexes anew.</summary>
    public async Task AddFilesAsync(params string[] files)
    {
        foreach (var file in files)
            File.Copy(file, Path.Join(Pool, Path.GetFileName(file)), overwrite: true);
        await PublishAsync();
    }

    /// <summary>Takes one version out of the pool, and out of the indexes unless they are written by the next call anyway.</summary>
    public async Task RemoveAsync(DebianPackage package, bool isPublished = true)
    {
        File.Delete(PathOf(package));
        if (isPublished)
            await PublishAsync();
    }

    /// <summary>The package's file in the pool.</summary>
    public string PathOf(DebianPackage package) => Path.Join(Pool, package.FileName);

    /// <summary>Writes Packages and Release for what is in the pool now.</summary>
    public async Task PublishAsync()
    {
        string[] architectures = [(await Command.MustAsync("dpkg", "--print-architecture")).Line, .. ForeignArchitectures()];
        foreach (var architecture in architectures.Distinct())
        {
            var binary = System.IO.Directory.CreateDirectory(Path.Join(Directory, $"dists/stable/main/binary-{architecture}")).FullName;
            var packages = await Run("apt-ftparchive", "--arch", architecture, "packages", "pool");
            File.WriteAllBytes(Path.Join(binary, "Packages"), packages.Output.ToArray());
        }

        var release = Path.Join(Directory, "dists/stable/Release");
        File.Delete(release);
        var text = await Run(
            "apt-ftparchive",
            "-o", "APT::FTPArchive::Release::Origin=Tests", "-o", "APT::FTPArchive::Release::Label=Tests",
            "-o", "APT::FTPArchive::Release::Suite=stable", "-o", "APT::FTPArchive::Release::Codename=stable",
            "-o", "APT::FTPArchive::Release::Components=main", "-o", $"APT::FTPArchive::Release::Architectures={string.Join(' ', architectures.Distinct())}",
            "release", "dists/stable");
        File.WriteAllBytes(release, text.Output.ToArray());
        // HTTP times have whole seconds: two publications in one second would look like one.
        _published = Later(_published.AddSeconds(1), File.GetLastWriteTimeUtc(release));
        File.SetLastWriteTimeUtc(release, _published);
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private IEnumerable<string> ForeignArchitectures() =>
        System.IO.Directory.EnumerateFiles(Pool, "*.deb").Select(static f => Path.GetFileNameWithoutExtension(f).Split('_')[^1]).Where(static a => a != "all");

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;

    private async Task<CommandResult> Run(params string[] argv) => (await Command.RunAsync(argv, workingDirectory: Directory)).MustSucceed();
}
