using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Reads all that a tool has printed, for its parser.</summary>
internal static class OutputLines
{
    private const int LineBytes = 16 << 10;

    /// <summary>The lines in order, of a very long line only its start; a last line without an end counts. Empty when the file is not there.</summary>
    public static IEnumerable<string> Read(string path)
    {
        var follower = new LineFollower(path, LineBytes);
        do
        {
            foreach (var line in follower.Read())
                yield return line;
        }
        while (!follower.IsAtEnd);

        if (follower.Unfinished is { } rest)
            yield return rest;
    }
}
