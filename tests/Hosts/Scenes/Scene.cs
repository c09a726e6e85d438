using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;
using KuPkg.Harness.Mirrors;
using KuPkg.Harness.Packages;

namespace KuPkg.Hosts.Scenes;

/// <summary>A booted host with kupkg, an empty configuration, and one repository behind one mirror: where nearly all fault tests begin.</summary>
public sealed class Scene : IAsyncDisposable
{
    /// <summary>Short, so that a hang costs seconds; long enough that a busy machine does not make a worker look asleep.</summary>
    private static readonly string[] ShortLimits = ["--set", "limits.install.quiet=6s", "--set", "limits.repair.quiet=4s"];

    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(3);

    private Scene(BootedHost host, LocalRepository repository, FaultyMirror mirror)
    {
        Host = host;
        Repository = repository;
        Mirror = mirror;
    }

    public BootedHost Host { get; }

    public LocalRepository Repository { get; }

    public FaultyMirror Mirror { get; }

    public static async Task<Scene> StartAsync(HostOptions? options = null)
    {
        var host = await BootedHost.StartAsync(options);
        var repository = LocalRepository.Create();
        var scene = new Scene(host, repository, FaultyMirror.Serve(repository.Directory));
        // Without jitter a host that never ran is due at once.
        host.Write("/etc/kupkg/kupkg.toml", "[schedule]\njitter = \"0s\"\n");
        host.Write("/etc/apt/sources.list", scene.Mirror.SourceLine + "\n");
        await repository.PublishAsync();
        return scene;
    }

    /// <summary>The packages are offered, and installed in the host at once.</summary>
    public async Task HaveAsync(params DebianPackage[] packages)
    {
        await Repository.AddAsync(packages);
        var files = packages.Select(CopyIn).ToArray();
        await Host.MustAsync(["dpkg", "-i", .. files]);
    }

    /// <summary>The packages are offered by the repository.</summary>
    public Task OfferAsync(params DebianPackage[] packages) => Repository.AddAsync(packages);

    /// <summary>Copies an offered package's file into the host.</summary>
    /// <returns>Its path there.</returns>
    public string CopyIn(DebianPackage package)
    {
        var path = $"/root/{package.FileName}";
        File.Copy(Repository.PathOf(package), Host.InHost(path), overwrite: true);
        return path;
    }

    /// <summary><c>kupkg run --now</c> with short limits, and what status and report say of it afterwards.</summary>
    public async Task<RunSeen> RunAsync(params string[] more)
    {
        await using var run = await StartRunAsync(more);
        return await run.EndAsync();
    }

    /// <summary>The same, not waited for.</summary>
    public Task<RunUnderWay> StartRunAsync(params string[] more)
    {
        var before = Host.Processes();
        var command = Host.Start(["kupkg", "run", "--now", .. ShortLimits, .. more]);
        return Task.FromResult(new RunUnderWay(this, command, before, RunLimit));
    }

    /// <summary>Any kupkg command, as root.</summary>
    public Task<CommandResult> KuPkgAsync(params string[] arguments) => Host.RunAsync(["kupkg", .. arguments]);

    /// <summary>The package's version and state, such as <c>2.0 ok installed</c>; empty when dpkg does not know it.</summary>
    public async Task<string> StateOfAsync(string package)
    {
        var query = await Host.RunAsync(["dpkg-query", "-W", "-f", "${Version} ${db:Status-Eflag} ${db:Status-Status}", package]);
        return query.ExitCode == 0 ? query.Line : "";
    }

    /// <summary>The package database is whole: no audit finding, no journal, and apt can work with it.</summary>
    public async Task ShouldBeCleanAsync()
    {
        (await Host.MustAsync("dpkg", "--audit")).Text.Should().BeEmpty();
        Directory.GetFiles(Host.InHost("/var/lib/dpkg/updates")).Should().BeEmpty();
        var check = await Host.RunAsync(["apt-get", "check"]);
        check.ExitCode.Should().Be(0, "apt-get check must pass: {0}", check);
        (await Host.MustAsync("sh", "-c", "find /etc /usr -xdev -name '*.dpkg-new' -o -name '*.dpkg-tmp'")).Text.Should().BeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Mirror.DisposeAsync();
        Repository.Dispose();
    }
}
