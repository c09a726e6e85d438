using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Short commands that only read. Each has a minute.</summary>
internal sealed class AptQueries(ILauncher launcher, AptPaths paths)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <param name="program">Which.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="more">Added to its environment.</param>
    public Task<ShortResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken stop, IReadOnlyDictionary<string, string>? more = null) =>
        launcher.RunAsync(new Launch(program, arguments) { Root = paths.Root, Environment = AptEnvironment.And(AptEnvironment.ForQueries, more) }, Limit, stop: stop);

    /// <summary>As <see cref="RunAsync"/>, where anything but success is an error that the caller cannot plan for.</summary>
    /// <exception cref="QueryException">The command failed.</exception>
    public async Task<string> RequireAsync(string program, IReadOnlyList<string> arguments, CancellationToken stop, IReadOnlyDictionary<string, string>? more = null)
    {
        var result = await RunAsync(program, arguments, stop, more);
        return result is { IsSuccess: true, IsTruncated: false }
            ? result.Output
            : throw new QueryException($"{program} {string.Join(' ', arguments.Take(3))}: {Outcome(result)}{LastLine(result.Error)}; run it by hand to see more");
    }

    /// <summary>The lines of an output.</summary>
    public static IEnumerable<string> Lines(string output) => output.Split('\n');

    private static string Outcome(ShortResult result) =>
        result.IsTimedOut ? $"not done after {Limit.TotalSeconds:0} s" : result.IsSuccess ? "printed more than was expected" : result.Status.ToString();

    private static string LastLine(string error) =>
        Lines(error).LastOrDefault(l => !string.IsNullOrWhiteSpace(l)) is { } line ? $": {Redaction.Of(line.Trim())}" : "";
}

/// <summary>A query of the package database failed. The message says what was asked, what came back and what to do.</summary>
internal sealed class QueryException(string message) : IOException(message);
