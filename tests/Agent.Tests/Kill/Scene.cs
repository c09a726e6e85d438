using KuPkg.Agent.Kill;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Kill;

/// <summary>
/// A package manager played by shells: <c>apt-get</c> runs <c>dpkg</c>, which runs <c>foo.postinst</c> and then says in a file how it ended.
/// </summary>
internal sealed class Scene : IDisposable
{
    private static readonly Verdict Asleep = new Stalled(StallReason.AllAsleep, []) { Evidence = ["nothing moved for 5 min 0 s"] };

    private Spawned? _root;

    public string Folder { get; } = Directory.CreateTempSubdirectory("kupkg-kill-").FullName;

    public Spawned Root => _root!;

    public static IKiller Killer { get; } = new Killer(TimeProvider.System);

    public string File(string name) => Path.Combine(Folder, name);

    public string Read(string name) => System.IO.File.Exists(File(name)) ? System.IO.File.ReadAllText(File(name)) : "";

    public void Write(string name, string text) => System.IO.File.WriteAllText(File(name), text);

    /// <summary>Starts it with this script as the postinst.</summary>
    public Spawned Install(string postinst)
    {
        Write("foo.postinst", postinst);
        Write("dpkg", $"sh {Folder}/foo.postinst\necho script ended with $? >>{Folder}/log\nsleep 0.1\necho dpkg went on >>{Folder}/log\nexit 1\n");
        Write("apt-get", $"sh {Folder}/dpkg\necho dpkg ended with $? >>{Folder}/log\nexit 100\n");
        return _root = Spawned.Start("/bin/sh", File("apt-get"));
    }

    /// <summary>Starts a root of one's own.</summary>
    public Spawned Start(string script) => _root = Spawned.Shell(script);

    public ProcessRole Role(ProcessSample process) => process.Command.Replace($"sh {Folder}/", "").Trim() switch
    {
        var name when name.EndsWith("apt-get", StringComparison.Ordinal) => new ProcessRole(RoleKind.Manager),
        "dpkg" => new ProcessRole(RoleKind.Installer),
        "foo.postinst" => new ProcessRole(RoleKind.Script, "foo", "postinst"),
        _ => ProcessRole.Work,
    };

    public KillPlan Plan(TreeSample tree, Phase phase = Phase.Install, Priority priority = Priority.Normal) =>
        KillPlanner.Plan(Asleep, tree, Role, phase, priority, 1, [])!;

    /// <summary>Plans on the tree once it has so many processes, and kills.</summary>
    public async Task<(TreeSample Tree, KillReport Report)> KillAsync(int count, Phase phase = Phase.Install)
    {
        var tree = await LiveTree.OfAsync(Root.Id, count);
        return (tree, await Killer.CarryOutAsync(Plan(tree, phase), tree, File("log"), null));
    }

    public void Dispose()
    {
        _root?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
