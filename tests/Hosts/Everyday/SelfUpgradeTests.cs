using KuPkg.Harness;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>
/// A run that upgrades kupkg itself: dpkg renames a new file over the one that the run was started from, other packages work on, one of them fails, and the run has still to
/// repair, put back, hold and record. The new file is another build, in which nothing lies where the old one has it.
/// </summary>
public sealed class SelfUpgradeTests : IDisposable
{
    private const string Links = "/var/lib/kupkg/bin";

    private readonly string _folder = Workspace.NewDirectory("builds");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_run_goes_on_to_its_end()
    {
        await using var scene = await OfferedAsync();

        var run = await scene.RunAsync();

        await ShouldHaveUpgradedItselfAsync(scene, run);
        run.Events("note").Should().NotContain(n => n.Contains("second link", StringComparison.Ordinal));
        run.Held.Should().Equal("bad 2.0");
        Directory.GetDirectories(scene.Host.InHost(Links)).Should().ContainSingle("the run's own");
        File.GetUnixFileMode(scene.Host.InHost(Links)).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // The new version has a link of its own, and the old one, which takes space, goes.
        var old = Directory.GetDirectories(scene.Host.InHost(Links)).Single();
        var next = await scene.RunAsync();
        next.Result.ExitCode.Should().Be(0, "{0}", next);
        Directory.GetDirectories(scene.Host.InHost(Links)).Should().ContainSingle().Which.Should().NotBe(old);
    }

    [Fact]
    public async Task Where_there_can_be_no_link_it_runs_from_a_copy()
    {
        await using var scene = await OfferedAsync();
        await scene.Host.ShellAsync($"mkdir -p {Links} && mount -t tmpfs -o mode=0700 none {Links}");

        await ShouldHaveUpgradedItselfAsync(scene, await scene.RunAsync());
    }

    [Fact]
    public async Task Without_a_link_the_run_says_so_and_what_becomes_of_it_is_made_good_by_the_next()
    {
        await using var scene = await OfferedAsync();
        scene.Host.Write(Links, "a file is in the way");
        scene.Host.Write("/etc/apt/apt.conf.d/90test", "APT::Update::Pre-Invoke {\"install -m 755 /root/other /usr/bin/kupkg.new && mv /usr/bin/kupkg.new /usr/bin/kupkg\";};\n");
        File.Copy(Path.Join(_folder, "kupkg"), scene.Host.InHost("/root/other"));

        var run = await scene.RunAsync();

        run.Events("note").Should().ContainSingle(n => n.Contains("second link", StringComparison.Ordinal), "{0}", run);
        run.Result.ExitCode.Should().Be(4711, "this is what the link is for: {0}", run);
        File.Delete(scene.Host.InHost(Links));
        var next = await scene.RunAsync();
        next.Held.Should().Equal(["bad 2.0"], "{0}", next);
        await scene.ShouldBeCleanAsync();
    }

    private static async Task ShouldHaveUpgradedItselfAsync(Scene scene, RunSeen run)
    {
        run.ShouldHaveEnded(1, "partly-updated");
        run.Fate("kupkg").Should().Be("updated");
        run.Fate("bad").Should().BeOneOf("put-back", "untouched");
        (await scene.StateOfAsync("kupkg")).Should().Be("2.0 ok installed");
        (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed");
        await scene.ShouldBeCleanAsync();
    }

    private async Task<Scene> OfferedAsync()
    {
        var other = Path.Join(_folder, "kupkg");
        OtherBuild.Write(Workspace.Binary, other);
        var scene = await Scene.StartAsync();
        await scene.HaveAsync(KuPkgAt("1.0", Workspace.Binary), Pairs.Good1, Pairs.Bad1);
        await scene.OfferAsync(KuPkgAt("2.0", other), Pairs.Good2, Pairs.Bad2 with { Postinst = Scripts.Hang });
        return scene;
    }

    private static DebianPackage KuPkgAt(string version, string binary) =>
        new("kupkg", version) { Programs = new Dictionary<string, string> { ["/usr/bin/kupkg"] = binary } };
}
