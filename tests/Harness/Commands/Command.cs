namespace KuPkg.Harness.Commands;

/// <summary>Starts programs of the machine (not of a booted host). Safe for concurrent use.</summary>
public static class Command
{
    /// <summary>How long a command of the harness may take when nothing else is said.</summary>
    public static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(60);

    /// <summary>Starts it; standard input is empty unless <paramref name="input"/> is given.</summary>
    public static RunningCommand Start(IReadOnlyList<string> argv, string? workingDirectory = null, string? input = null, bool relayed = false) =>
        RunningCommand.Start(argv, workingDirectory, input, relayed);

    /// <summary>Runs it to its end, or kills it with all it started when the time is over.</summary>
    public static async Task<CommandResult> RunAsync(IReadOnlyList<string> argv, TimeSpan? limit = null, string? workingDirectory = null, string? input = null)
    {
        await using var command = Start(argv, workingDirectory, input);
        return await command.WaitAsync(limit ?? UsualLimit);
    }

    /// <summary>Runs it and insists on 0.</summary>
    /// <exception cref="CommandFailedException">It failed or took more than <see cref="UsualLimit"/>.</exception>
    public static async Task<CommandResult> MustAsync(params string[] argv) => (await RunAsync(argv)).MustSucceed();
}
