using KuPkg.Agent.Report;

namespace KuPkg.Agent.Commands;

/// <summary>What a command writes to.</summary>
internal static class Screens
{
    /// <summary>Standard output as it is: a terminal, or a file or pipe.</summary>
    public static Terminal Output() =>
        Terminal.From(!Console.IsOutputRedirected, Console.IsOutputRedirected ? 100 : Console.WindowWidth, Environment.GetEnvironmentVariable);

    /// <summary>A run on a terminal is shown live; under cron it is silent unless it fails; with --json only the document is printed.</summary>
    public static IRunScreen ForRun(bool isJson) =>
        isJson ? new QuietScreen(TextWriter.Null)
        : Console.IsOutputRedirected ? new QuietScreen(Console.Out)
        : new LiveScreen(Console.Out, Output());
}
