using KuPkg.Harness.Hosts;
using KuPkg.Harness.Mirrors;
using KuPkg.Harness.Packages;

namespace KuPkg.Bench.Runs;

/// <summary>A host that has <c>job</c> 1.0 and is offered <c>job</c> 2.0 with a postinst that matters.</summary>
internal sealed class SmallHost : IAsyncDisposable
{
    private readonly LocalRepository _repository;
    private readonly FaultyMirror _mirror;

    private SmallHost(BootedHost host, LocalRepository repository, FaultyMirror mirror)
    {
        Host = host;
        _repository = repository;
        _mirror = mirror;
    }

    public BootedHost Host { get; }

    public static async Task<SmallHost> StartAsync(string postinst)
    {
        var host = await BootedHost.StartAsync();
        var repository = LocalRepository.Create();
        var small = new SmallHost(host, repository, FaultyMirror.Serve(repository.Directory));
        await repository.AddAsync(new DebianPackage("job", "1.0"));
        host.Write("/etc/kupkg/kupkg.toml", "");
        host.Write("/etc/apt/sources.list", small._mirror.SourceLine + "\n");
        await host.MustAsync("apt-get", "-qq", "update");
        await host.MustAsync("apt-get", "-qq", "-y", "install", "job");
        await repository.AddAsync(new DebianPackage("job", "2.0") { Postinst = postinst });
        return small;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _mirror.DisposeAsync();
        _repository.Dispose();
    }
}
