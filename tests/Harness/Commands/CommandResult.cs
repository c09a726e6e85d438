using System.Text;

namespace KuPkg.Harness.Commands;

/// <summary>How a command ended and what it said.</summary>
/// <param name="CommandLine">The command as a person would type it.</param>
/// <param name="ExitCode">128 and the signal's number when a signal ended it, as a shell says it.</param>
/// <param name="Output">Standard output, bounded (see <see cref="RunningCommand"/>).</param>
/// <param name="Error">Standard error, bounded.</param>
/// <param name="Took">From start to exit.</param>
/// <param name="TimedOut">Whether it was ended because its time was over.</param>
public sealed record CommandResult(
    string CommandLine, int ExitCode, ReadOnlyMemory<byte> Output, ReadOnlyMemory<byte> Error, TimeSpan Took, bool TimedOut)
{
    /// <summary>Standard output as text; what is not UTF-8 shows as U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Output.Span);

    /// <summary>Standard error as text.</summary>
    public string ErrorText => Encoding.UTF8.GetString(Error.Span);

    /// <summary>Output without its last line end: for a command that prints one word.</summary>
    public string Line => Text.TrimEnd('\n');

    /// <summary>Itself when it ended in time with 0.</summary>
    /// <exception cref="CommandFailedException">It did not.</exception>
    public CommandResult MustSucceed() => ExitCode == 0 && !TimedOut ? this : throw new CommandFailedException(this);

    /// <summary>All of it, for the message of a failed assertion.</summary>
    public override string ToString() =>
        $"$ {CommandLine}\n{(TimedOut ? "ran out of time" : $"exit {ExitCode}")} after {Took.TotalSeconds:F1} s\n{Tail(Text)}\n{Tail(ErrorText)}";

    private static string Tail(string text) => text.Length <= 6000 ? text : "…" + text[^6000..];
}
