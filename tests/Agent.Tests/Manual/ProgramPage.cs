using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KuPkg.Agent.Commands;

namespace KuPkg.Agent.Tests.Manual;

/// <summary>kupkg(8): commands, options and their words from the command line itself, exit codes from <see cref="Exit"/>, and the prose that stands here.</summary>
internal static partial class ProgramPage
{
    private const string Purpose = "keeps the packages of a host updated, and rescues what hangs";

    private const string Description = """
        KuPkg keeps the packages of an apt host updated without a person in the loop. It refreshes the lists, installs what is new, watches every process that it started, and when something hangs
        it finds out what hangs, ends just that, repairs the package database, and tries again. After every run each package is either updated and healthy, or untouched or put back, held and explained.
        Work that makes progress is never killed.

        A timer, cron or the daemon wakes it every 15 minutes (a tick). Whether a tick becomes a run it decides by itself, from `[schedule]` in its configuration; `kupkg status` says when the next one is.

        A version that does harm is put back and held: pinned away in `/etc/apt/preferences.d/kupkg`. The next version is free to come.

        Without `/etc/kupkg/kupkg.toml` the host is quarantined: nothing is refreshed, installed or killed. An empty file is a good configuration.
        """;

    private static readonly (string Path, string What)[] Files =
    [
        ("/etc/kupkg/kupkg.toml, /etc/kupkg/kupkg.d/*.toml", "The configuration: kupkg.toml(5)."),
        ("/etc/kupkg/contracts.d/*.toml", "The contracts of services: kupkg-contract(5)."),
        ("/var/lib/kupkg/history.db", "Every run with its steps, verdicts, signals and packages (SQLite)."),
        ("/var/lib/kupkg/runs/", "The output of each run."),
        ("/var/lib/kupkg/aside/", "Outgoing versions, kept for putting back."),
        ("/run/kupkg/status.json", "How the host is, replaced after each step of a run; everybody may read it."),
        ("/etc/apt/preferences.d/kupkg", "The versions that are held. Written and removed by kupkg."),
    ];

    /// <summary>Each with what it is for; a test parses them.</summary>
    public static IReadOnlyList<(string Typed, string Why)> Examples { get; } =
    [
        ("kupkg run --dry-run", "What a run would do, from the lists as they are. Changes nothing at all."),
        ("kupkg run --now", "A run at once, whether due or not."),
        ("kupkg run --now openssl libssl3", "The same, for these packages only."),
        ("kupkg status", "Is it all right, what is next, what is held and why, what to type."),
        ("kupkg report", "The newest run's timeline."),
        ("kupkg quarantine kernel bug, ticket 17", "Takes the host out until kupkg release."),
    ];

    public static string Make()
    {
        var root = CommandTree.Root;
        var page = new Roff("kupkg", 8, Release.Date, Release.Version, "the commands")
            .Name("kupkg", Purpose)
            .Section("Synopsis").Synopsis("kupkg", "COMMAND [OPTIONS]")
            .Section("Description").Prose(Description)
            .Section("Commands");
        foreach (var command in root.Subcommands.SelectMany(c => c.All))
        {
            page.Subsection($"{command.Typed} {command.Synopsis}".TrimEnd()).Paragraph(command.Description);
            foreach (var argument in command.Arguments)
                page.Term(argument.Name, Sentence(argument.Description));
            foreach (var option in command.Options)
                page.Term(CommandTree.TypedAs(option), Sentence(option.Description));
        }

        page.Section("Options of every command");
        foreach (var option in root.Options)
            page.Term(string.Join(", ", option.Aliases.Append(CommandTree.TypedAs(option))), Sentence(option.Description));

        page.Section("Exit status");
        foreach (var (code, meaning) in ExitCodes())
            page.Term($"{code}", meaning);
        page.Prose("The same state gives the same code each time. `kupkg status` answers 0 when the host is all right or quarantined, 1 when something wants attention or no run succeeded for long, 2 when a person is needed.");

        page.Section("Signals").Prose("SIGTERM and SIGINT ask a run to finish the step at work and to begin no other: dpkg is never stopped in its middle.");
        page.Section("Files");
        foreach (var (path, what) in Files)
            page.Term(path, what);
        page.Section("Examples");
        foreach (var (typed, why) in Examples)
            page.Term(typed, why);
        return page.Section("See also").Paragraph("kupkg.toml(5), kupkg-contract(5), apt-get(8), dpkg(1), apt_preferences(5), systemd.timer(5)").ToString();
    }

    private static string Sentence(string? description)
    {
        if (description is not { Length: > 0 })
            throw new InvalidOperationException("an option or argument has no description: kupkg --help would be empty there too");
        return $"{char.ToUpperInvariant(description[0])}{description[1..]}{(description.EndsWith('.') ? "" : ".")}";
    }

    private static IEnumerable<(int Code, string Meaning)> ExitCodes()
    {
        var xml = XDocument.Load(Path.ChangeExtension(typeof(Exit).Assembly.Location, ".xml"));
        foreach (var field in typeof(Exit).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var summary = xml.Descendants("member").Single(m => m.Attribute("name")!.Value == $"F:{typeof(Exit).FullName}.{field.Name}").Element("summary")!.Value;
            yield return ((int)field.GetRawConstantValue()!, Blanks().Replace(summary, " ").Trim());
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
