namespace KuPkg.Agent.Shell;

/// <summary>What is executed: the file, its argument vector, and the directory it starts in. Everything put before the program replaces itself by it (exec), so the pid stays.</summary>
/// <param name="Path">An absolute path.</param>
/// <param name="Arguments">argv, argv[0] included.</param>
/// <param name="WorkingDirectory">Where the spawned process starts.</param>
internal sealed record CommandLine(string Path, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    private const int NoSuchFile = 2;

    /// <summary>Looks the program up, and puts chroot(8) and env(1) before it where they are needed.</summary>
    /// <exception cref="LaunchException">The program, the root or the working directory is not there.</exception>
    public static CommandLine Of(Launch launch)
    {
        var root = launch.Root?.TrimEnd('/') is { Length: > 0 } given ? given : null;
        var inside = root + launch.WorkingDirectory;
        if (!Directory.Exists(inside))
        {
            throw new LaunchException(
                $"Tried to start '{launch.Display}' in the directory {inside}: it is not there (No such file or directory). Make it, or give another.", NoSuchFile);
        }

        string[] program = [ProgramPath.Find(launch.Program, root, launch.Display), .. launch.Arguments];
        // posix_spawn changes directory before chroot does, and before glibc 2.29 not at all.
        if (root is null ? !PosixSpawn.CanChangeDirectory && launch.WorkingDirectory != Environment.CurrentDirectory : launch.WorkingDirectory != "/")
            program = [ProgramPath.Find("env", root, launch.Display), $"--chdir={launch.WorkingDirectory}", .. program];
        if (root is not null)
            program = [ProgramPath.Find("chroot", null, launch.Display), root, .. program];
        return new CommandLine(program[0], program, root is null ? launch.WorkingDirectory : "/");
    }

    /// <summary>The same, reached through another program.</summary>
    public CommandLine Behind(params string[] program) => this with { Path = program[0], Arguments = [.. program, Path, .. Arguments.Skip(1)] };
}
