using KuPkg.Harness;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>
/// kupkg's own file is replaced while a run is at work, by that run or by somebody else, and the run has still to end what hangs, repair, put back, hold and record. The new file
/// is another build, in which nothing lies where the old one has it.
/// </summary>
public sealed class SelfUpgradeTests : IDisposable
{
    private const string Links = "/var/lib/kupkg/bin";

    private readonly string _folder = Workspace.NewDirectory("builds");

    private string Other => Path.Join(_folder, "kupkg");

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
    public async Task Somebody_else_replaces_it_at_the_beginning_and_the_run_goes_on_to_its_end()
    {
        await using var scene = await OfferedAsync();
        ReplaceInRefresh(scene);

        await ShouldHaveUpgradedItselfAsync(scene, await scene.RunAsync());
    }

    /// <summary>What the link is for. By the time of an install a run has mostly loaded all that it needs, so it shows where the file is replaced earlier.</summary>
    [Fact]
    public async Task Without_a_link_the_run_says_so_and_breaks_off_and_the_next_one_makes_it_good()
    {
        await using var scene = await OfferedAsync();
        ReplaceInRefresh(scene);
        scene.Host.Write(Links, "a file is in the way");

        var run = await scene.RunAsync();

        run.Result.ExitCode.Should().NotBe(0, "if this ever passes without a link, look whether the link is still of use: {0}", run);
        (await scene.KuPkgAsync("report", "1")).Text.Should().Contain("second link").And.NotContain("updated:");

        File.Delete(scene.Host.InHost(Links));
        var next = await scene.RunAsync();
        await ShouldHaveUpgradedItselfAsync(scene, next);
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
        OtherBuild.Write(Workspace.Binary, Other);
        var scene = await Scene.StartAsync();
        try
        {
            await scene.HaveAsync(KuPkgAt("1.0", Workspace.Binary), Pairs.Good1, Pairs.Bad1);
            await scene.OfferAsync(KuPkgAt("2.0", Other), Pairs.Good2, Pairs.Bad2 with { Postinst = Scripts.Hang });
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    // As dpkg does it: a new file, renamed over the old one.
    private void ReplaceInRefresh(Scene scene)
    {
        File.Copy(Other, scene.Host.InHost("/root/other"));
        scene.Host.Write("/etc/apt/apt.conf.d/90test", "APT::Update::Pre-Invoke {\"install -m 755 /root/other /usr/bin/kupkg.new && mv /usr/bin/kupkg.new /usr/bin/kupkg\";};\n");
    }

    private static DebianPackage KuPkgAt(string version, string binary) =>
        new("kupkg", version) { Programs = new Dictionary<string, string> { ["/usr/bin/kupkg"] = binary } };
}
