using KuPkg.Harness.Hosts;
using KuPkg.Harness.Mirrors;
using KuPkg.Harness.Packages;

namespace KuPkg.Hosts.Harness;

/// <summary>Real apt against a repository and a mirror of the harness, good and bad.</summary>
public sealed class LocalRepositoryTests
{
    private static readonly string[] Update = ["apt-get", "update", "-o", "APT::Update::Error-Mode=any", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=2"];

    [Fact]
    public async Task Apt_upgrades_from_a_local_repository()
    {
        await using var host = await BootedHost.StartAsync(new HostOptions { WithBinary = false });
        using var repository = LocalRepository.Create();
        await using var mirror = FaultyMirror.Serve(repository.Directory);
        host.Write("/etc/apt/sources.list", mirror.SourceLine + "\n");
        await repository.AddAsync(new DebianPackage("tiny", "1.0") { Postinst = "echo configured $1 >>/root/said" });
        await host.MustAsync(Update);
        await host.MustAsync("apt-get", "-y", "install", "tiny");
        host.Read("/root/said").Should().Be("configured configure\n");

        await repository.AddAsync(new DebianPackage("tiny", "2.0") { Ballast = ("/usr/share/tiny/ballast", 300_000) });
        await host.MustAsync(Update);
        (await host.MustAsync("apt-get", "-y", "upgrade")).Text.Should().Contain("1 upgraded");
        (await host.MustAsync("dpkg-query", "-W", "-f", "${Version} ${db:Status-Status}", "tiny")).Line.Should().Be("2.0 installed");
        (await host.MustAsync(Update)).Text.Should().Contain("Hit", "an unchanged Release is not sent again");
    }

    public static TheoryData<string, MirrorFault, string> Faults => new()
    {
        { "404", new MirrorFault.NotFound(), "404" },
        { "503", new MirrorFault.Unavailable(), "503" },
        { "silent", new MirrorFault.Silent(), "timed out|Connection failed" },
        { "stall", new MirrorFault.StallAfter(100), "timed out" },
        { "reset", new MirrorFault.ResetAfter(100), "reset by peer|Remote end closed|Connection failed|Undetermined Error" },
        { "truncated", new MirrorFault.TruncateAfter(100), "Remote end closed|Connection failed|unexpected" },
        { "wrong content", new MirrorFault.WrongContent(), "Hash Sum mismatch" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Apt_meets_each_fault_of_a_mirror_and_then_a_healed_one(string name, MirrorFault fault, string said)
    {
        await using var host = await BootedHost.StartAsync(new HostOptions { WithBinary = false });
        using var repository = LocalRepository.Create();
        await using var mirror = FaultyMirror.Serve(repository.Directory);
        await repository.AddAsync(new DebianPackage("tiny", "1.0"));
        host.Write("/etc/apt/sources.list", mirror.SourceLine + "\n");
        mirror.Fail("*/Packages*", fault);

        var failed = await host.RunAsync(Update);
        failed.ExitCode.Should().Be(100, "{0}: {1}", name, failed);
        failed.ErrorText.Should().MatchRegex(said);

        mirror.Heal();
        await host.MustAsync(Update);
    }

    [Fact]
    public async Task A_mirror_refuses_and_listens_again_at_the_same_address()
    {
        await using var host = await BootedHost.StartAsync(new HostOptions { WithBinary = false });
        using var repository = LocalRepository.Create();
        await using var mirror = FaultyMirror.Serve(repository.Directory);
        await repository.PublishAsync();
        host.Write("/etc/apt/sources.list", mirror.SourceLine + "\n");

        await mirror.RefuseAsync();
        (await host.RunAsync(Update)).ErrorText.Should().Contain("Connection refused");

        mirror.Heal();
        await host.MustAsync(Update);
    }

    [Fact]
    public async Task A_trickle_is_as_slow_as_asked()
    {
        await using var host = await BootedHost.StartAsync(new HostOptions { WithBinary = false });
        using var repository = LocalRepository.Create();
        await using var mirror = FaultyMirror.Serve(repository.Directory);
        await repository.AddAsync(new DebianPackage("tiny", "1.0"));
        host.Write("/etc/apt/sources.list", mirror.SourceLine + "\n");
        mirror.Fail("*/Release", new MirrorFault.Trickle(200));

        var result = await host.MustAsync(Update);
        var size = new FileInfo(Path.Join(repository.Directory, "dists/stable/Release")).Length;
        result.Took.TotalSeconds.Should().BeGreaterThan(size / 200.0 * 0.8);
    }
}
