using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Kill;

/// <summary>What is kept before the first signal, since a dead process tells nothing: the tree, what each waits in and holds open, the last output. Bounded in each direction.</summary>
internal static partial class Evidence
{
    private const int MaxProcesses = 60, MaxLookedInto = 12, MaxFiles = 24, MaxLines = 20, MaxLineLength = 300, TailBytes = 16 << 10;

    public static IReadOnlyList<string> Keep(KillPlan plan, TreeSample snapshot, string? outputPath, string? managerLog) =>
        [.. Tree(snapshot), .. OpenFiles(plan, snapshot), .. LastLines("last output", outputPath), .. LastLines("last lines of", managerLog)];

    // 6364 sh /var/lib/dpkg/info/libfoo1.postinst configure   S  do_wait
    private static IEnumerable<string> Tree(TreeSample snapshot)
    {
        var depths = LeavesFirst.Depths(snapshot.Processes, p => p.Id, p => p.ParentPid);
        var lines = snapshot.Processes.Take(MaxProcesses)
            .Select((p, i) => (Who: Tidy($"{new string(' ', 2 * Math.Min(depths[i], 20))}{p.Id} {(p.Command.Length > 0 ? p.Command : $"[{p.Name}]")}"), p.State, Wait: WaitOf(p))).ToList();
        var width = lines.Count == 0 ? 0 : Math.Min(80, lines.Max(l => l.Who.Length));
        foreach (var line in lines)
            yield return $"{line.Who.PadRight(width)}   {line.State}  {line.Wait}".TrimEnd();
        if (snapshot.Processes.Count > MaxProcesses)
            yield return $"and {snapshot.Processes.Count - MaxProcesses} more processes";
    }

    private static string WaitOf(ProcessSample process) =>
        process.Wait is not { } wait ? "" : wait.Detail.Length > 0 ? $"{wait.Channel}  {wait.Detail}".Trim() : wait.Channel;

    // Of the leaves and of the tops: between them there are mostly shells that wait for a child.
    private static IEnumerable<string> OpenFiles(KillPlan plan, TreeSample snapshot)
    {
        var going = plan.Steps.SelectMany(s => s switch
        {
            SweepStep sweep => sweep.Victims.Take(MaxLookedInto - 2).Concat(sweep.Victims.TakeLast(2)),
            SignalStep signal => signal.Targets,
            _ => [],
        });
        foreach (var id in going.Distinct().Take(MaxLookedInto))
        {
            if (FilesOf(id) is { Length: > 0 } files)
                yield return $"open files of {id} ({snapshot.Processes.FirstOrDefault(p => p.Id == id)?.Name ?? "?"}): {files}";
        }
    }

    private static string FilesOf(ProcessId id)
    {
        try
        {
            var links = new DirectoryInfo($"/proc/{id.Pid}/fd").EnumerateFileSystemInfos().Take(MaxFiles + 1)
                .Select(f => (Number: int.Parse(f.Name, CultureInfo.InvariantCulture), f.LinkTarget)).OrderBy(f => f.Number).ToList();
            var shown = links.Take(MaxFiles).Select(f => $"{f.Number} {Tidy(f.LinkTarget ?? "?")}");
            return string.Join(", ", links.Count > MaxFiles ? shown.Append("and more") : shown);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static List<string> LastLines(string title, string? path)
    {
        if (path is null)
            return [];
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(handle);
            var buffer = new byte[Math.Min(TailBytes, length)];
            var read = RandomAccess.Read(handle, buffer, length - buffer.Length);
            var lines = Encoding.UTF8.GetString(buffer, 0, read).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(Tidy).Where(l => l.Length > 0).TakeLast(MaxLines).ToList();
            return lines.Count == 0 ? [] : [$"{title} {path}:", .. lines.Select(l => "  " + l)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [$"{title} {path}: cannot be read: {e.Message}"];
        }
    }

    // Output may hold terminal sequences, NULs from punched holes and lines without end; a report must not.
    private static string Tidy(string line)
    {
        var plain = TerminalSequence().Replace(line, "");
        var text = plain.Length > MaxLineLength ? string.Concat(plain.AsSpan(0, MaxLineLength), "…") : plain;
        return string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                span[i] = char.IsControl(from[i]) ? ' ' : from[i];
        }).TrimEnd();
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[@-~]", RegexOptions.CultureInvariant)]
    private static partial Regex TerminalSequence();
}
