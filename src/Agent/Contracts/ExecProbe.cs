using KuPkg.Agent.Shell;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>Runs a program; one that hangs is ended with its whole session.</summary>
internal sealed class ExecProbe(ILauncher launcher) : ICheckProbe<ExecCheck>
{
    private const int MostOutput = 64 << 10;

    public async Task<(bool IsPassed, string Words)> TryAsync(ExecCheck check, CancellationToken stop)
    {
        // The limit is the caller's, by the token; the launcher ends the session when it is cancelled.
        var result = await launcher.RunAsync(new Launch(check.Command[0], [.. check.Command.Skip(1)]), check.Timeout * 2, MostOutput, stop);
        var said = $"{result.Error}\n{result.Output}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var line, ..] ? $": {Pattern.Shown(line)}" : "";
        return (result.IsSuccess, $"{result.Status}{(result.IsSuccess ? "" : said)}");
    }
}
