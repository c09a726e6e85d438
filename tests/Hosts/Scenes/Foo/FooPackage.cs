using System.Text.RegularExpressions;
using KuPkg.Harness.Packages;

namespace KuPkg.Hosts.Scenes.Foo;

/// <summary>
/// A version of foo, the service of docs/contract.md, in a form of a test's choice. Run script, unit, init script, job and contract are the files of packaging/example-foo, but that a stop takes
/// at most 5 s; food listens on an address of its own, since hosts share the machine's network. Another version of the same service is made by <c>with</c>.
/// </summary>
/// <param name="Version">The package's, and what food calls itself.</param>
public sealed partial record FooPackage(string Version)
{
    public const string Food = "/usr/sbin/food", Unit = "foo.service", Conf = "/etc/foo/foo.conf", ContractFile = "/usr/lib/kupkg/contracts.d/foo.toml";

    private const string Library = "libfoo1", DataPackage = "foo-data";

    private static int _count;

    /// <summary>How food behaves. Default <see cref="FooForm.WellBehaved"/>.</summary>
    public FooForm Form { get; init; }

    /// <summary>The loopback address that food listens on.</summary>
    public string Address { get; init; } = NextAddress();

    /// <summary>Whether the postinst of an upgrade restarts the service, as debhelper's does. Default true; false: it leaves the old food running.</summary>
    public bool IsRestartedByPostinst { get; init; } = true;

    /// <summary>Whether food is linked to libfoo.so.1 of the package libfoo1 and tells that one's version. Default false.</summary>
    public bool IsLinkedToLibrary { get; init; }

    /// <summary>Lines of <c>[Service]</c>, after those of the example and of the form: the last one counts.</summary>
    public IReadOnlyList<string> UnitLines { get; init; } = [];

    /// <summary>Whether it brings its contract. Default true.</summary>
    public bool HasContract { get; init; } = true;

    /// <summary>What its contract says otherwise than the example: keys of the service, or <c>check.KEY</c> of each check → the value as TOML.</summary>
    public IReadOnlyDictionary<string, string> Contract { get; init; } = new Dictionary<string, string>();

    /// <summary>More of the postinst's body, after what starts the service.</summary>
    public string Postinst { get; init; } = "";

    /// <summary>The package foo-data, which food reads in the form <see cref="FooForm.ReadsFooData"/>. Its own scripts restart nothing.</summary>
    public static DebianPackage Data(string version) => new(DataPackage, version) { Files = new Dictionary<string, string> { ["/usr/share/foo/data"] = version } };

    /// <summary>The package libfoo1, for a food that is linked to it. Its own scripts restart nothing.</summary>
    public static async Task<DebianPackage> LibraryAsync(string version) =>
        new(Library, version) { Architecture = "amd64", Programs = new Dictionary<string, string> { ["/usr/lib/libfoo.so.1"] = await FooCompiler.LibraryAsync(version) } };

    /// <summary>Compiles food and describes the package, to be offered or installed.</summary>
    public async Task<DebianPackage> BuildAsync()
    {
        var library = IsLinkedToLibrary ? await FooCompiler.LibraryAsync("0") : null;
        var files = new Dictionary<string, string>
        {
            ["/usr/lib/systemd/system/foo.service"] = UnitText(),
            ["/usr/lib/sysusers.d/foo.conf"] = FooExample.Read("debian/foo.sysusers"),
        };
        if (HasContract)
            files[ContractFile] = ContractText();
        return new DebianPackage("foo", Version)
        {
            Architecture = "amd64",
            Depends = string.Join(", ", Others),
            Files = files,
            Conffiles = new Dictionary<string, string> { [Conf] = $"ADDRESS={Address}\n", ["/etc/init/foo.conf"] = FooExample.Read("init/foo.upstart") },
            Programs = new Dictionary<string, string>
            {
                [Food] = await FooCompiler.FoodAsync(CodeOf(Form), Version, library),
                ["/usr/lib/foo/run"] = FooExample.PathOf("src/run"),
                ["/etc/init.d/foo"] = FooExample.PathOf("init/foo.init"),
            },
            Postinst = $"{StartText}\n{Postinst}",
            Prerm = $"if [ \"$1\" = remove ]; then deb-systemd-invoke stop {Unit} || true; fi",
            Postrm = "if [ \"$1\" = remove ]; then systemctl daemon-reload; fi",
        };
    }

    /// <summary>The packages that the service consists of beside foo itself.</summary>
    private IReadOnlyList<string> Others => [.. IsLinkedToLibrary ? (string[])[Library] : [], .. Form == FooForm.ReadsFooData ? (string[])[DataPackage] : []];

    // As debhelper's: a start or restart that fails does not fail the package.
    private string StartText => $"""
        systemd-sysusers foo.conf
        systemctl daemon-reload
        systemctl --quiet enable {Unit}
        if [ -z "$2" ]; then
            deb-systemd-invoke start {Unit} || true
        {(IsRestartedByPostinst ? $"else deb-systemd-invoke restart {Unit} || true" : "")}
        fi
        """;

    private static string CodeOf(FooForm form) =>
        InnerCapital().Replace($"{(form == FooForm.ChildOutsideTheUnit ? FooForm.ChildHoldsThePort : form)}", "_$0").ToLowerInvariant();

    private static IReadOnlyList<string> LinesOf(FooForm form) => form switch
    {
        FooForm.ChildHoldsThePort or FooForm.KeepsASession => ["KillMode=process"],
        // With the rights of the manager, as "systemd-run" would give them: food itself may not.
        FooForm.ChildOutsideTheUnit =>
        [
            "ExecStartPost=+/bin/sh -c 'until pid=$(pgrep --parent $MAINPID); do sleep 0.1; done; mkdir -p /sys/fs/cgroup/foo-stray; echo $pid >/sys/fs/cgroup/foo-stray/cgroup.procs'",
        ],
        FooForm.WritesAWrongPid => ["Type=forking", "PIDFile=/run/foo/food.pid", "RuntimeDirectory=foo", "TimeoutStartSec=10"],
        _ => [],
    };

    // 127.100.p.q to 127.227.p.q: the process in p and q, so that two test processes beside each other do not share addresses; mirrors of tests are at 127.66.*.
    private static string NextAddress() => $"127.{100 + (Interlocked.Increment(ref _count) % 128)}.{Environment.ProcessId / 250 % 250}.{1 + (Environment.ProcessId % 250)}";

    private string UnitText()
    {
        var lines = string.Concat(LinesOf(Form).Concat(UnitLines).Select(static l => l + "\n"));
        return FooExample.Read("init/foo.service").Replace("\n\n[Install]", $"\nTimeoutStopSec=5\n{lines}\n[Install]", StringComparison.Ordinal);
    }

    private string ContractText()
    {
        var changes = new Dictionary<string, string> { ["packages"] = $"[{string.Join(", ", Others.Prepend("foo").Select(static p => $"\"{p}\""))}]", ["stop_within"] = "\"5s\"" };
        foreach (var (key, value) in Contract)
            changes[key] = value;
        return FooContract.Text(Address, changes);
    }

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex InnerCapital();
}
