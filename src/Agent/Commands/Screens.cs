using System.Text;
using KuPkg.Agent.Report;

namespace KuPkg.Agent.Commands;

/// <summary>What a command writes to.</summary>
internal static class Screens
{
    /// <summary>Standard output as it is: a terminal, or a file or pipe.</summary>
    public static Terminal Output() =>
        Terminal.From(!Console.IsOutputRedirected, Console.IsOutputRedirected ? 100 : Console.WindowWidth, Environment.GetEnvironmentVariable);

    /// <summary>Standard output for one document. (Console.Out would first set up the terminal and a thread for its signals, which a reader's few milliseconds cannot spare.)</summary>
    public static void Print(Action<TextWriter> write)
    {
        using var writer = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        write(writer);
    }

    /// <summary>A run on a terminal is shown live; under cron it is silent unless it fails; with --json only the document is printed.</summary>
    public static IRunScreen ForRun(bool isJson) =>
        isJson ? new QuietScreen(TextWriter.Null)
        : Console.IsOutputRedirected ? new QuietScreen(Console.Out)
        : new LiveScreen(Console.Out, Output());
}
