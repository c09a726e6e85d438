using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch.Sampling;

namespace KuPkg.Agent.Watch.Elsewhere;

/// <summary>The units for whose systemd jobs a tree waits: it runs <c>systemctl</c> and that has not come back.</summary>
internal sealed class UnitJobs(ILauncher launcher)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly HashSet<string> WaitingVerbs = new(StringComparer.Ordinal)
    {
        "start", "stop", "restart", "reload", "try-restart", "condrestart", "force-reload", "reload-or-restart", "reload-or-try-restart",
        "try-reload-or-restart", "isolate", "enable", "reenable", "disable",
    };

    private static readonly HashSet<string> OptionsWithValue = new(StringComparer.Ordinal) { "-t", "-p", "-P", "-H", "-M", "-n", "-o", "-s" };

    private static readonly string[] Suffixes =
        [".service", ".socket", ".target", ".timer", ".mount", ".automount", ".path", ".slice", ".scope", ".device", ".swap"];

    /// <summary>The units named on the command lines of the tree's waiting systemctl processes.</summary>
    public static IReadOnlyList<string> WaitedFor(IReadOnlyList<Member> members) =>
        [.. members.Where(static m => m.Stat.Name == "systemctl").SelectMany(static m => UnitsOf(m.ToSample().Command)).Distinct()];

    internal static IReadOnlyList<string> UnitsOf(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        if (words.Contains("--no-block"))
            return [];
        var plain = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            if (OptionsWithValue.Contains(words[i]))
                i++;
            else if (!words[i].StartsWith('-'))
                plain.Add(words[i]);
        }

        return plain.Count < 2 || !WaitingVerbs.Contains(plain[0]) ? [] : [.. plain.Skip(1).Select(WithSuffix)];
    }

    /// <summary>
    /// Where the work for those units is done: in the units whose jobs run, and, while a job only waits for others, in all that run.
    /// Empty when systemd does not answer in time: without an answer nothing is known to work.
    /// </summary>
    public async Task<IReadOnlyList<(string Unit, ControlGroup Group)>> FindAsync(IReadOnlyList<string> named)
    {
        try
        {
            var jobs = Jobs((await AskAsync("list-jobs", "--no-legend", "--plain")).Output);
            if (jobs.Count == 0)
                return [];
            var running = jobs.Where(static j => j.IsRunning).Select(static j => j.Unit).ToList();
            var units = Units((await AskAsync(["show", "-p", "Id", "-p", "Names", "-p", "ControlGroup", "--", .. named.Union(running)])).Output);
            var waited = units.Where(u => u.Names.Intersect(named).Any() && jobs.Exists(j => j.Unit == u.Id)).ToList();
            var working = waited.Exists(u => jobs.Exists(j => j.Unit == u.Id && !j.IsRunning))
                ? units.Where(u => running.Contains(u.Id))
                : waited;
            return [.. working.Select(static u => (u.Id, ControlGroup.Find(u.ControlGroup))).Where(static u => u.Item2 is not null).Select(static u => (u.Id, u.Item2!))];
        }
        catch (LaunchException)
        {
            // A tree with a systemctl on a host without one for us: it runs in another root, and so does what it waits for.
            return [];
        }
    }

    private Task<ShortResult> AskAsync(params IReadOnlyList<string> arguments) => launcher.RunAsync(new Launch("systemctl", arguments), Limit);

    // 1234 postgresql@15-main.service start running
    // 1235 multi-user.target          start waiting
    internal static List<(string Unit, bool IsRunning)> Jobs(string output) =>
        [.. output.Split('\n').Select(static l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(static f => f.Length >= 4)
            .Select(static f => (f[1], f[3] == "running"))];

    // Id=mariadb.service
    // Names=mariadb.service mysql.service
    // ControlGroup=/system.slice/mariadb.service
    //
    // Id=…
    internal static List<(string Id, IReadOnlyList<string> Names, string ControlGroup)> Units(string output)
    {
        var units = new List<(string Id, IReadOnlyList<string> Names, string ControlGroup)>();
        foreach (var block in output.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var values = block.Split('\n').Select(static l => l.Split('=', 2)).Where(static p => p.Length == 2).ToDictionary(static p => p[0], static p => p[1]);
            if (values.TryGetValue("Id", out var id))
                units.Add((id, values.GetValueOrDefault("Names", id).Split(' '), values.GetValueOrDefault("ControlGroup", "")));
        }

        return units;
    }

    private static string WithSuffix(string unit) => Suffixes.Any(s => unit.EndsWith(s, StringComparison.Ordinal)) ? unit : $"{unit}.service";
}
