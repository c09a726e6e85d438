using KuPkg.Harness.Packages;

namespace KuPkg.Hosts.Scenes;

/// <summary>The usual cast: <c>good</c>, which upgrades without trouble, and <c>bad</c>, which a test gives its fault.</summary>
public static class Pairs
{
    public static readonly DebianPackage Good1 = new("good", "1.0") { Postinst = "exit 0", Files = new Dictionary<string, string> { ["/usr/share/good/v"] = "1" } };

    public static readonly DebianPackage Good2 = new("good", "2.0") { Postinst = "exit 0", Files = new Dictionary<string, string> { ["/usr/share/good/v"] = "2" } };

    public static readonly DebianPackage Bad1 = new("bad", "1.0") { Files = new Dictionary<string, string> { ["/usr/share/bad/v"] = "1" } };

    public static readonly DebianPackage Bad2 = new("bad", "2.0") { Files = new Dictionary<string, string> { ["/usr/share/bad/v"] = "2" } };

    /// <summary>A host that has both at 1.0 and is offered both at 2.0.</summary>
    /// <param name="bad2">The version of <c>bad</c> with the fault.</param>
    /// <param name="bad1">What is installed before; default <see cref="Bad1"/>.</param>
    public static async Task<Scene> OfferedAsync(DebianPackage bad2, DebianPackage? bad1 = null)
    {
        var scene = await Scene.StartAsync();
        try
        {
            await scene.HaveAsync(Good1, bad1 ?? Bad1);
            await scene.OfferAsync(Good2, bad2);
            return scene;
        }
        catch
        {
            // Nobody else knows the host yet.
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>The fault was met as promised: <c>bad</c> is back at 1.0, 2.0 is held and explained, <c>good</c> is updated, the host is clean.</summary>
    public static async Task ShouldBeHeldAsync(this Scene scene, RunSeen run)
    {
        run.ShouldHaveEnded(1, "partly-updated");
        (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed", "{0}", run);
        scene.Host.Read("/usr/share/bad/v").Should().Be("1");
        (await scene.StateOfAsync("good")).Should().Be("2.0 ok installed", "{0}", run);
        run.Held.Should().Equal("bad 2.0");
        run.Fate("bad").Should().BeOneOf("put-back", "untouched");
        run.Fate("good").Should().Be("updated");
        (run.State, run.StatusCode).Should().Be(("attention", 1));
        await scene.ShouldBeCleanAsync();
    }

    /// <summary>Nothing was ended, both are updated, the host is clean.</summary>
    public static async Task ShouldBeUpdatedAsync(this Scene scene, RunSeen run)
    {
        run.ShouldHaveEnded(0, "updated");
        run.Events("kill").Should().BeEmpty("work that makes progress is never ended: {0}", run);
        await scene.ShouldBothBeAtTwoAsync(run);
    }

    /// <summary>Both are updated, nothing is held, the host is clean.</summary>
    public static async Task ShouldBothBeAtTwoAsync(this Scene scene, RunSeen run)
    {
        (await scene.StateOfAsync("bad")).Should().Be("2.0 ok installed", "{0}", run);
        (await scene.StateOfAsync("good")).Should().Be("2.0 ok installed", "{0}", run);
        run.Held.Should().BeEmpty();
        (run.State, run.StatusCode).Should().Be(("ok", 0), "{0}", run);
        await scene.ShouldBeCleanAsync();
    }
}
