using KuPkg.Policy.Model;

namespace KuPkg.Policy.Hooks;

/// <summary>A hook that failed: it ended badly, was ended, could not be started, or is not trusted.</summary>
/// <param name="Hook">As an operator names it: <c>pre-install.d/10-drain</c>, or the directory alone.</param>
/// <param name="What">What came back, and what to do next.</param>
public sealed record HookFailure(string Hook, string What)
{
    private const int LongestLine = 200;
    private const string Failed = "failed: ";

    /// <summary>All of it, as the part of a sentence.</summary>
    public string Words => $"the hook {Hook} {What}";

    /// <summary>The same where a word before it says already that it failed.</summary>
    public string Summary => What.StartsWith(Failed, StringComparison.Ordinal) ? What[Failed.Length..] : What;

    /// <summary>One that is not run: somebody else than root could have written it, or it is not there.</summary>
    /// <param name="hook">As an operator names it.</param>
    /// <param name="doubt">Why, and the command that mends it, as the part of a sentence that begins with the hook.</param>
    public static HookFailure Refused(string hook, string doubt) => new(hook, doubt);

    /// <summary>One that could not be started.</summary>
    /// <param name="hook">As an operator names it.</param>
    /// <param name="why">What was tried, what came back, and what to do.</param>
    public static HookFailure NotStarted(string hook, string why) => new(hook, $"could not be started: {why}");

    /// <summary>What the end of a hook means.</summary>
    /// <param name="hook">As an operator names it.</param>
    /// <param name="path">Its file.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="endedBecause">Why KuPkg ended it; null: it did not.</param>
    /// <param name="lastLine">The last line that it said; empty: it said nothing.</param>
    /// <param name="outputPath">The file with all that it said.</param>
    /// <returns>Null: it did well.</returns>
    public static HookFailure? Of(string hook, string path, ExitStatus status, string? endedBecause, string lastLine, string outputPath)
    {
        // One that catches the signal and ends with 0 has still not done what it was for.
        if (status.IsSuccess && endedBecause is null)
            return null;
        var how = endedBecause is null ? $"{Failed}{status}" : $"was ended: {endedBecause}";
        return new HookFailure(hook, Short(lastLine) is { Length: > 0 } said
            ? $"{how}; it said last: {said}; all that it said is in {outputPath}. To run without it:     chmod -x {path}"
            : $"{how}; it said nothing. To run without it:     chmod -x {path}");
    }

    /// <summary>A line as a screen has room for it.</summary>
    public static string Short(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Length <= LongestLine ? line : string.Concat(line.AsSpan(0, LongestLine - 1), "…");
    }
}
