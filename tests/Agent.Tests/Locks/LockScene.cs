using KuPkg.Agent.Locks;
using KuPkg.Agent.Tests.Kill;

namespace KuPkg.Agent.Tests.Locks;

/// <summary>Two lock files, and programs of any name that lock them as apt and dpkg do.</summary>
internal sealed class LockScene : IDisposable
{
    public const string First = "lock-frontend", Second = "lock";

    private readonly string _folder = Directory.CreateTempSubdirectory("kupkg-locks-").FullName;

    public LockScene()
    {
        File.WriteAllText(Path(First), "");
        File.WriteAllText(Path(Second), "");
    }

    public string Path(string name) => System.IO.Path.Join(_folder, name);

    /// <summary>A program of this name that holds the first lock and runs a shell command.</summary>
    public Spawned Manager(string name, string shell) => Spawned.Start("/usr/bin/python3", Script(name, First, $"subprocess.run({Quoted(shell)}, shell=True)"));

    /// <summary>A program of this name.</summary>
    public Spawned Start(string name, string python, string? locks) => Spawned.Start("/usr/bin/python3", Script(name, locks, python));

    /// <summary>The shell command that starts such a program with another lock.</summary>
    public string Command(string name, string shell, string locks) => $"exec python3 {Script(name, locks, $"subprocess.run({Quoted(shell)}, shell=True)")}";

    public string Script(string name, string? locks, string python)
    {
        var file = Path(name);
        var take = locks is null ? "" : $"f = open('{Path(locks)}', 'r+'); fcntl.lockf(f, fcntl.LOCK_EX)\n";
        File.WriteAllText(file, $"import fcntl, subprocess, time\n{take}{python}\n");
        return file;
    }

    public IReadOnlyList<LockOwner> Owners() => LockOwner.Find(new KernelLocks(), [Path(First), Path(Second)], null);

    public async Task<LockOwner> OwnerAsync(string name = First)
    {
        LockOwner? found = null;
        await Eventually.TrueAsync(() => (found = Owners().FirstOrDefault(o => o.Paths.Contains(Path(name)))) is not null, $"{name} is held");
        return found!;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
