using KuPkg.Harness;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;

namespace KuPkg.Hosts.Guard;

/// <summary>Commands under <c>kupkg guard</c> on this machine, in a folder of their own that stands for the host's root. Nothing here needs a booted host.</summary>
internal sealed class Guarded : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Whoever starts the tests may ignore signals (nohup, a shell's background job), and what is ignored stays so in every child.</summary>
    public static IReadOnlyList<string> Undisturbed { get; } = ["env", "--default-signal"];

    public string Folder { get; } = Workspace.NewDirectory("guard");

    /// <summary>Runs a command under guard, without a terminal, as a CI step is.</summary>
    public Task<CommandResult> RunAsync(string options, params string[] argv) => Command.RunAsync(Line(options, argv), Limit, Folder);

    /// <summary>The same with a line of shell.</summary>
    public Task<CommandResult> ShellAsync(string options, string script) => RunAsync(options, "sh", "-c", script);

    /// <summary>The same, not waited for.</summary>
    public RunningCommand StartShell(string options, string script) => Command.Start(Line(options, "sh", "-c", script), Folder);

    /// <summary>Any other kupkg command on this root.</summary>
    public Task<CommandResult> KuPkgAsync(params string[] arguments) => Command.RunAsync([Workspace.Binary, "--root", Folder, .. arguments], Limit);

    /// <summary>A line of shell that may name the binary as $KUPKG.</summary>
    public Task<CommandResult> PlainShellAsync(string script) => Command.RunAsync([.. Undisturbed, $"KUPKG={Workspace.Binary}", "setsid", "sh", "-c", script], Limit, Folder);

    public string PathOf(string name) => Path.Join(Folder, name);

    public string? Read(string name) => File.Exists(PathOf(name)) ? File.ReadAllText(PathOf(name)) : null;

    /// <summary>Waits until a file of the folder is there and holds something.</summary>
    public async Task<string> UntilThereAsync(string name)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (Read(name) is not { Length: > 0 })
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit)
                throw new TimeoutException($"{PathOf(name)} did not come.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        return Read(name)!;
    }

    /// <summary>Whether a process that wrote its pid into a file is there, and is no zombie.</summary>
    public bool IsAlive(string pidFile) =>
        Read(pidFile)?.Trim() is { } pid && ProcText.TryRead($"/proc/{pid}/stat") is { } stat && !stat.Contains(") Z ", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string[] Line(string options, params string[] argv) =>
        [.. Undisturbed, "setsid", Workspace.Binary, "guard", "--root", Folder, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--", .. argv];
}
