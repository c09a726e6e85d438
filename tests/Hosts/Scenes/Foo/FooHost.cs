using KuPkg.Harness;
using KuPkg.Harness.Hosts;
using KuPkg.Harness.Packages;

namespace KuPkg.Hosts.Scenes.Foo;

/// <summary>A booted host without kupkg, for looking at what foo does by itself.</summary>
public sealed class FooHost : IAsyncLifetime
{
    private readonly string _folder = Workspace.NewDirectory("foo");

    public BootedHost Host { get; private set; } = null!;

    /// <summary>The processes that execute food, or did.</summary>
    public IReadOnlyList<HostProcess> Food => [.. Host.Processes().Where(static p => p.Name == "food")];

    public async Task InitializeAsync() => Host = await BootedHost.StartAsync(new HostOptions { WithBinary = false });

    /// <summary>Installs the package, or upgrades to it.</summary>
    public async Task InstallAsync(FooPackage package) => await InstallAsync(await package.BuildAsync());

    /// <inheritdoc cref="InstallAsync(FooPackage)"/>
    public async Task InstallAsync(DebianPackage package) => await InstallFileAsync(await PackageBuilder.BuildAsync(package, _folder));

    /// <summary>Installs a package file of the machine's. Conffiles that are there stay.</summary>
    public async Task InstallFileAsync(string file)
    {
        var inside = $"/root/{Path.GetFileName(file)}";
        File.Copy(file, Host.InHost(inside), overwrite: true);
        await Host.MustAsync("dpkg", "--force-confold", "-i", inside);
    }

    /// <summary>All of foo is gone, and what it left running too.</summary>
    public async Task ClearAsync()
    {
        await Host.RunAsync(["dpkg", "--purge", "foo", "foo-data", "libfoo1"]);
        await BootedHost.UntilAsync(
            () =>
            {
                foreach (var process in Food)
                    Host.Kill(process);
                return Food.Count == 0;
            },
            TimeSpan.FromSeconds(10),
            "no food is left");
        await Host.RunAsync(["systemctl", "reset-failed", FooPackage.Unit]);
    }

    /// <summary>One property of the unit.</summary>
    public async Task<string> UnitAsync(string property) => (await Host.MustAsync("systemctl", "show", FooPackage.Unit, "--property", property, "--value")).Line;

    /// <summary>systemctl on the unit.</summary>
    public Task SystemctlAsync(params string[] arguments) => Host.MustAsync(["systemctl", .. arguments, FooPackage.Unit]);

    /// <summary>Waits until food says something.</summary>
    /// <param name="address">Where.</param>
    /// <param name="banner">What; null: until nobody accepts there.</param>
    /// <param name="limit">For how long. Default ten seconds.</param>
    public static async Task ShouldSayAsync(string address, string? banner, TimeSpan? limit = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        string? said;
        while ((said = await FooAnswers.BannerAsync(address)) != banner && TimeProvider.System.GetElapsedTime(began) < (limit ?? TimeSpan.FromSeconds(10)))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        said.Should().Be(banner);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
