using KuPkg.Policy.Model;
using KuPkg.Policy.Records;
using KuPkg.Policy.Zombies;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg zombies</c>: one section for each kind of finding, none for what there is not, and what a cleaning did about it.</summary>
internal static class ZombiesScreen
{
    private const int MostNamed = 4, MostFiles = 3, MostCommand = 120;
    private const string Indent = "  ", Deeper = "      ";

    /// <param name="writer">Where to.</param>
    /// <param name="terminal">How.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="nowTicks">Now, in clock ticks since boot.</param>
    /// <param name="now">Now.</param>
    /// <param name="isRoot">Whether this user may look into everything that there is to look into.</param>
    public static void Write(TextWriter writer, Terminal terminal, ZombieFindings findings, long nowTicks, DateTimeOffset now, bool isRoot)
    {
        var sheet = new Sheet(writer, terminal);
        string Started(SeenProcess p) => Human.Ago(StartOf(p, nowTicks, now), now);
        if (findings.IsNothing)
            sheet.Line($"OK: nothing defunct, no old instance, no deleted code, no orphan among {(findings.Looked == 1 ? "1 process" : $"{findings.Looked} processes")}.", Tone.Good);
        Defunct(sheet, findings.Defunct, Started);
        Section(sheet, "Old instances: left over from before their executable was replaced", findings.Old, o => Told(sheet, o.Process, o.Why, Started));
        Section(sheet, "Deleted code: what runs files that are not on disk any more", findings.Stale, group =>
        {
            sheet.Line($"{Indent}{group.Name}{(group.Processes.Count > 1 ? $", {group.Processes.Count} processes" : "")}     {group.Remedy}", Tone.Warn);
            sheet.Lines(Deeper, $"{string.Join(", ", group.Files.Take(MostFiles))}{(group.Files.Count > MostFiles ? $" and {group.Files.Count - MostFiles} more" : "")}{(group.Files.Count == 0 ? group.Processes[0].Executable : "")}");
        });
        Section(sheet, "Orphans: they lost their parent, and nothing looks after them", findings.Orphans, o => Told(sheet, o.Process, o.Why, Started));
        if (findings.InContainers > 0)
            sheet.Line($"{findings.InContainers} in containers {(findings.InContainers == 1 ? "was" : "were")} not judged.", Tone.Faint);
        if (findings.Hidden > 0)
            sheet.Line($"{findings.Hidden} could not be looked into for deleted code{(isRoot ? ", by root neither" : ": this user may not.     sudo kupkg zombies")}", Tone.Faint);
        foreach (var note in findings.Notes)
            sheet.Line(note, Tone.Warn);
    }

    /// <summary>What a cleaning did.</summary>
    public static void WriteCleaning(TextWriter writer, Terminal terminal, IReadOnlyList<ServiceAct> acts, IReadOnlyList<string> spared, int defunctLeft)
    {
        var sheet = new Sheet(writer, terminal);
        foreach (var act in acts)
            sheet.Line($"{act.Act,-8} {act.Why}: {act.Text}", act.IsSuccess ? Tone.Good : Tone.Warn);
        foreach (var sentence in spared)
            sheet.Line($"{"not",-8} {sentence}");
        if (defunctLeft > 0)
            sheet.Line($"{defunctLeft} still defunct: only their parents can reap them.", Tone.Warn);
    }

    /// <summary>When a process began.</summary>
    public static DateTimeOffset StartOf(SeenProcess process, long nowTicks, DateTimeOffset now) => now - TimeSpan.FromSeconds(Math.Max(0, nowTicks - process.Id.StartTicks) / ProcessId.TicksPerSecond);

    private static void Defunct(Sheet sheet, IReadOnlyList<DefunctGroup> groups, Func<SeenProcess, string> started) =>
        Section(sheet, "Defunct: ended, but not reaped. Nothing can kill them; their parents are to reap them", groups, group =>
        {
            var parent = group.Parent;
            sheet.Line($"{Indent}{group.Words}{(parent is null ? "" : $"{Place(parent)}{Said(parent)}")}", Tone.Warn);
            var more = string.Join(", ", group.Zombies.Skip(1).Take(MostNamed).Select(static z => z.Words));
            sheet.Lines(Deeper, $"{(more.Length > 0 ? "oldest: " : "")}{group.Zombies[0].Words}, started {started(group.Zombies[0])}{(more.Length > 0 ? $"; then {more}" : "")}{(group.Zombies.Count - 1 > MostNamed ? $" and {group.Zombies.Count - 1 - MostNamed} more" : "")}");
            if (group.Remark.Length > 0)
                sheet.Lines(Deeper, group.Remark);
        });

    private static void Told(Sheet sheet, SeenProcess process, string why, Func<SeenProcess, string> started)
    {
        sheet.Line($"{Indent}{process.Words}{(process.User.Length > 0 ? $", {process.User}" : "")}, started {started(process)}{Said(process)}", Tone.Warn);
        sheet.Lines(Deeper, why);
    }

    private static void Section<T>(Sheet sheet, string title, IReadOnlyList<T> items, Action<T> tell)
    {
        if (items.Count == 0)
            return;
        sheet.Line(title);
        foreach (var item in items)
            tell(item);
    }

    private static string Place(SeenProcess process) =>
        $"{(process.User.Length > 0 ? $", {process.User}" : "")}{(process.Session.Length > 0 ? $", in {process.Session}" : process.Unit.Length > 0 ? $", in {process.Unit}" : "")}";

    private static string Said(SeenProcess process) => process.Command.Length == 0 ? "" : $": {(process.Command.Length <= MostCommand ? process.Command : process.Command[..MostCommand] + "…")}";
}
