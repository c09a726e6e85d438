using KuPkg.Harness.Commands;

namespace KuPkg.Harness.Hosts;

public sealed partial class BootedHost
{
    private const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Runs a program in the host as root, with an environment like a service's and without a terminal.</summary>
    /// <param name="argv">The program and its arguments.</param>
    /// <param name="limit">After which it and all in its control group are killed. Default a minute.</param>
    /// <param name="input">Its standard input; empty when null.</param>
    public async Task<CommandResult> RunAsync(IReadOnlyList<string> argv, TimeSpan? limit = null, string? input = null)
    {
        await using var command = Start(argv, input);
        return await command.WaitAsync(limit ?? Command.UsualLimit);
    }

    /// <summary>Runs it and insists on 0 within a minute.</summary>
    public async Task<CommandResult> MustAsync(params string[] argv) => (await RunAsync(argv)).MustSucceed();

    /// <summary>Runs a line of shell in the host and insists on 0 within a minute.</summary>
    public Task<CommandResult> ShellAsync(string script) => MustAsync("sh", "-c", script);

    /// <summary>Starts a program in the host and returns at once.</summary>
    public HostCommand Start(IReadOnlyList<string> argv, string? input = null, bool relayed = false)
    {
        var groups = _ground.Cgroups.ForCommand(Leader, $"kuc-{Interlocked.Increment(ref _commands)}");
        // A process that is not below the host's own groups would count as foreign to its systemd, so it joins before it enters.
        var join = string.Join(';', groups.Select(g => $"echo $$ >{g}/cgroup.procs"));
        string[] enter =
        [
            "sh", "-c", join + "; exec \"$@\"", "sh",
            "nsenter", "--target", Leader.ToString(), "--all",
            "env", "-i", $"PATH={SystemPath}", "HOME=/root", "LC_ALL=C.UTF-8", $"TERM={(relayed ? Environment.GetEnvironmentVariable("TERM") ?? "dumb" : "dumb")}",
            .. argv,
        ];
        return new HostCommand(Command.Start(enter, input: input, relayed: relayed), groups[0], string.Join(' ', argv));
    }

    /// <summary>
    /// A path of the host as a path of the machine, with the host's own mounts (/run, /tmp) while it is up.
    /// An absolute link would lead to the machine's own files: name real paths.
    /// </summary>
    public string InHost(string path) => Path.Join(Leader > 0 ? $"/proc/{Leader}/root" : Disk, path);

    /// <summary>Writes a file, and the directories above it.</summary>
    public void Write(string path, string content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(InHost(path))!);
        File.WriteAllText(InHost(path), content);
        File.SetUnixFileMode(InHost(path), mode);
    }

    /// <summary>A file's text; null when it is not there.</summary>
    public string? Read(string path) => File.Exists(InHost(path)) ? File.ReadAllText(InHost(path)) : null;

    /// <summary>Waits until something is true; a moment's grace for what another process is about to do.</summary>
    /// <exception cref="TimeoutException">It did not become true.</exception>
    public static async Task UntilAsync(Func<bool> isTrue, TimeSpan limit, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!isTrue())
        {
            if (TimeProvider.System.GetElapsedTime(began) > limit)
                throw new TimeoutException($"waited {limit.TotalSeconds:F0} s for this, and it did not happen: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
