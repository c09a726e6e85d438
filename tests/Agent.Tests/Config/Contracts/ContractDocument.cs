using System.Text;
using KuPkg.Agent.Config.Contracts;
using KuPkg.Harness;

namespace KuPkg.Agent.Tests.Config.Contracts;

/// <summary>docs/contract.md: the prose as it stands there, and the tables of keys, made from the fields that the reader knows and the words below.</summary>
internal static class ContractDocument
{
    /// <summary>Below the repository.</summary>
    public const string File = "docs/contract.md";

    private const string End = "<!-- end -->";

    // Read once: one test may be writing the page while another makes the manual page of it.
    private static readonly Lazy<string> Written = new(static () => System.IO.File.ReadAllText(Path.Join(Workspace.Repository, File)));

    /// <summary>The keys of <c>[service.NAME]</c>.</summary>
    public static IReadOnlyList<ContractKey> Service { get; } =
    [
        new("packages", "The packages that it consists of or depends on; a change of one of them touches it. At least one.", ""),
        new("process.exe", "The executable whose instances must not survive an upgrade. Without it only the unit's main process is judged.", ""),
        new("process.user", "Only instances of this user.", ""),
        new("supervisor", "Who starts it again.", "\"systemd\""),
        new("unit", "The unit, init script or job. Not given: NAME, with `.service` under systemd.", ""),
        new("restart", "How it is restarted: by signals, so that the supervisor respawns it; by the supervisor; not by KuPkg.", "\"supervisor\""),
        new("stop_within", "How long it may take to end after SIGTERM, before SIGKILL.", "\"30s\""),
        new("strays", "What becomes of instances outside the unit: they are told of, or ended.", "\"report\""),
        new("stable_for", "How long checks must go on passing after a restart, and the restart count not climb.", "\"20s\""),
        new("on_failure", "What is done, in this order, until it is healthy: of `kill`, `restart`, `rollback`, `hold`, `page`.", "[\"restart\", \"page\"]"),
        new("block_when_ill", "Whether an upgrade of its packages is held off while it is ill already. Else that is recorded, and not blamed on the upgrade.", "false"),
        new("start_limit", "What is done when systemd refuses to start it, as it was started too often: its limit is waited for, up to a minute, and else respected; or its count is set back.", "\"respect\""),
        new("priority", "With \"critical\" a person is asked before it is killed or put back.", "\"normal\""),
    ];

    /// <summary>The keys of <c>[[service.NAME.check]]</c>.</summary>
    public static IReadOnlyList<ContractKey> Check { get; } =
    [
        new("tcp", "It accepts a connection there.", ""),
        new("unix", "It accepts a connection on this socket.", ""),
        new("http", "It answers a GET request.", ""),
        new("exec", "This program ends with 0. No shell: the program and its arguments.", ""),
        new("unit", "This unit is active, and not on its way to another start.", ""),
        new("banner", "With tcp and unix: what the first bytes that it says must match.", ""),
        new("status", "With http: the status that it must answer.", "200"),
        new("body", "With http: what the first 64 KiB of the answer must match.", ""),
        new("timeout", "How long one try may take.", "\"5s\""),
        new("within", "How long after a start it may fail.", "\"30s\""),
        new("tries", "How many failures in a row count as one, between upgrades.", "2"),
        new("every", "How often `kupkg check` makes it when a timer or cron starts that. Not given: each time.", ""),
        new("at", "When it is made around an upgrade.", "\"both\""),
    ];

    /// <summary>The page, with the tables of today.</summary>
    public static string Make() =>
        With(With(Written.Value, "<!-- service: made by \"make docs\" -->", Service), "<!-- check: made by \"make docs\" -->", Check);

    /// <summary>What a right value of a key is, from the field that reads it.</summary>
    public static string ValueOf(ContractKey key) => Fields()[key];

    /// <summary>The names that the reader knows, in the form of <see cref="ContractKey.Name"/>.</summary>
    public static IEnumerable<string> KnownNames() =>
        ContractFields.Service.Select(static f => f.Name).Concat(ContractFields.Process.Select(static f => $"process.{f.Name}")).Concat(ContractFields.Check.Select(static f => f.Name));

    private static Dictionary<ContractKey, string> Fields()
    {
        var ofService = ContractFields.Service.Select(static f => (f.Name, f.Words)).Concat(ContractFields.Process.Select(static f => (Name: $"process.{f.Name}", f.Words))).ToDictionary(static f => f.Name, static f => f.Words);
        var ofCheck = ContractFields.Check.ToDictionary(static f => f.Name, static f => f.Words);
        return Service.Select(k => (Key: k, Words: ofService[k.Name])).Concat(Check.Select(k => (Key: k, Words: ofCheck[k.Name]))).ToDictionary(static k => k.Key, static k => k.Words);
    }

    private static string With(string page, string begin, IReadOnlyList<ContractKey> keys)
    {
        var table = new StringBuilder("| key | what it is | value | default |\n|---|---|---|---|\n");
        foreach (var key in keys)
            table.Append($"| `{key.Name}` | {key.Meaning} | {ValueOf(key)} | {(key.Default.Length > 0 ? $"`{key.Default}`" : "none")} |\n");
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length + 1;
        return $"{page[..from]}{table}{page[page.IndexOf(End, from, StringComparison.Ordinal)..]}";
    }
}

/// <summary>A key of a contract as a reader of the page meets it.</summary>
/// <param name="Name">As it is written; <c>process.exe</c> for one of a table.</param>
/// <param name="Meaning">What it is, in Markdown.</param>
/// <param name="Default">As TOML; empty: none.</param>
internal sealed record ContractKey(string Name, string Meaning, string Default);
