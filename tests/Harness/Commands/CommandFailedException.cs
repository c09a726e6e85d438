namespace KuPkg.Harness.Commands;

/// <summary>A command of the harness itself (not of the program under test) did not do what the test needs.</summary>
public sealed class CommandFailedException : Exception
{
    public CommandFailedException(CommandResult result)
        : base($"The harness cannot go on: a command failed. Run it by hand to see why.\n{result}") => Result = result;

    /// <summary>What it was and what it said.</summary>
    public CommandResult Result { get; }
}
