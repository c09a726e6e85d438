using KuPkg.Hosts.Scenes;
using KuPkg.Hosts.Scenes.Foo;

namespace KuPkg.Hosts.Contracts;

/// <summary>The contract that foo brings is read by kupkg, with what a test changes in it, and tells a foo that keeps it from one that does not.</summary>
public sealed class FooContractTests
{
    [Fact]
    public async Task A_check_passes_for_the_well_behaved_one_and_fails_for_a_wrong_banner()
    {
        await using var scene = await Scene.StartAsync();
        var foo = new FooPackage("1.0") { Contract = new Dictionary<string, string> { ["on_failure"] = "[\"page\"]", ["check.timeout"] = "\"3s\"", ["check.every"] = "\"1m\"" } };
        await scene.HaveAsync(await foo.BuildAsync());
        await FooHost.ShouldSayAsync(foo.Address, "foo ready 1.0");

        (await scene.KuPkgAsync("config", "check")).MustSucceed();
        (await scene.KuPkgAsync("check", "foo")).MustSucceed();
        scene.Host.Read(FooPackage.ContractFile)!.Split('\n').Where(static l => l.StartsWith("timeout ", StringComparison.Ordinal) || l.StartsWith("every ", StringComparison.Ordinal))
            .Should().BeEquivalentTo("timeout = \"3s\"", "timeout = \"3s\"", "every = \"1m\"", "every = \"1m\"");

        await scene.HaveAsync(await (foo with { Version = "2.0", Form = FooForm.WrongBanner }).BuildAsync());
        await FooHost.ShouldSayAsync(foo.Address, "foo starting 2.0");
        var check = await scene.KuPkgAsync("check", "foo");
        (check.ExitCode, check.Text).Should().Match<(int Code, string Text)>(static c => c.Code == 1 && c.Text.Contains("foo starting 2.0"));
    }
}
