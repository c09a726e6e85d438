using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.Shell;
using KuPkg.Harness;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;
using KuPkg.Harness.Mirrors;
using KuPkg.Harness.Packages;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>A throw-away root with real apt and dpkg, over the base root of the booted hosts, with a repository and a mirror of its own. Not booted: tools run by chroot.</summary>
internal sealed class AptRoot : IAsyncDisposable
{
    public static readonly TimeSpan Generous = TimeSpan.FromMinutes(2);

    private readonly string _directory = Workspace.NewDirectory("apt-root");
    private long _run;

    private AptRoot()
    {
        foreach (var part in new[] { "upper", "work", "root" })
            Directory.CreateDirectory(Path.Join(_directory, part));
        Paths = new HostPaths(Path.Join(_directory, "root"));
        Launcher = new Launcher(TimeProvider.System);
        Driver = new AptDriver(Paths, Launcher, TimeProvider.System);
        Repository = LocalRepository.Create();
        Mirror = FaultyMirror.Serve(Repository.Directory);
    }

    public HostPaths Paths { get; }

    public ILauncher Launcher { get; }

    public AptDriver Driver { get; }

    public LocalRepository Repository { get; }

    public FaultyMirror Mirror { get; }

    public RunPreferences Preferences { get; set; } = new(new PackageSettings(), []);

    /// <summary>Mounts the root, installs these packages from its repository, and then publishes the newer ones. The lists are fresh.</summary>
    public static async Task<AptRoot> StartAsync(IReadOnlyList<DebianPackage> installed, IReadOnlyList<DebianPackage> published, bool keepOld = false)
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "mounting and chroot(8) are for root");
        var root = new AptRoot();
        try
        {
            await Command.MustAsync(
                "mount", "-t", "overlay", "overlay", "-o",
                $"lowerdir={await BaseRoot.GetAsync()},upperdir={Path.Join(root._directory, "upper")},workdir={Path.Join(root._directory, "work")}", root.Paths.Root);
            root.Write("etc/apt/sources.list", root.Mirror.SourceLine + "\n");
            if (installed.Count > 0)
            {
                await root.Repository.AddAsync([.. installed]);
                await root.InsideAsync("apt-get", "-q", "update");
                await root.InsideAsync(["apt-get", "-y", "-q", "install", .. installed.Select(p => p.Name).Distinct()]);
                await root.InsideAsync("apt-get", "clean");
                foreach (var package in keepOld ? [] : installed)
                    await root.Repository.RemoveAsync(package);
            }

            await root.Repository.AddAsync([.. published]);
            await root.InsideAsync("apt-get", "-q", "update");
            return root;
        }
        catch
        {
            await root.DisposeAsync();
            throw;
        }
    }

    public string At(string path) => Paths.At(path);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    public async Task<CommandResult> InsideAsync(params string[] argv) =>
        (await Command.RunAsync(["chroot", Paths.Root, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8", .. argv], Generous)).MustSucceed();

    /// <summary>A new folder, as each run has one.</summary>
    public RunFolder NewFolder()
    {
        var run = ++_run;
        return new RunFolder(Directory.CreateDirectory(Path.Join(Paths.RunsDirectory, $"{run}"), (UnixFileMode)0b111_000_000).FullName, run);
    }

    /// <summary>Runs a tool to its end, unwatched.</summary>
    public async Task<ToolEnd> RunAsync(Tool? tool)
    {
        tool.Should().NotBeNull();
        using var child = Launcher.Start(tool!.Launch);
        return new ToolEnd(tool, await child.Exited.WaitAsync(Generous), WasKilled: false);
    }

    public async Task<Plan> PlanAsync(RunFolder? folder = null)
    {
        var simulation = Driver.ReadSimulation(await RunAsync(Driver.Simulate(folder ?? NewFolder(), Preferences)));
        simulation.Error.Should().BeNull();
        return simulation.Plan;
    }

    public Task<Plan> ExplainAsync(Plan plan) => Driver.ExplainAsync(NewFolder(), Preferences, plan, default);

    /// <summary>Plan, keep aside, download, install.</summary>
    public async Task<InstallResult> UpgradeAsync()
    {
        var folder = NewFolder();
        var plan = await PlanAsync(folder);
        var download = Driver.ReadDownload(await RunAsync(Driver.Download(folder, Preferences)));
        download.Error.Should().BeNull();
        await KeepAsideAsync(plan);
        return Driver.ReadInstall(await RunAsync(Driver.Install(folder, Preferences)));
    }

    public async Task<IReadOnlyList<KeptAside>> KeepAsideAsync(Plan plan)
    {
        var fetch = await Driver.KeepAsideAsync(NewFolder(), plan, Preferences.Settings, default);
        return Driver.ReadAside(plan, fetch is null ? null : await RunAsync(fetch));
    }

    public async Task<string> VersionOf(string package)
    {
        var row = (await Driver.ReadInventoryAsync(default)).Packages.FirstOrDefault(p => p.Package.Name == package);
        return row is null ? "absent" : row.State == PackageState.Installed ? row.Version : $"{row.Version} {row.State}";
    }

    public async Task<bool> IsAutoAsync(string package) =>
        (await InsideAsync("apt-mark", "showauto")).Text.Split('\n').Contains(package);

    public async ValueTask DisposeAsync()
    {
        await Mirror.DisposeAsync();
        Repository.Dispose();
        // Not there when the mount failed.
        await Command.RunAsync(["umount", "--lazy", Paths.Root]);
        Directory.Delete(_directory, recursive: true);
    }
}
