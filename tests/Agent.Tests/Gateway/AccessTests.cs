using System.Net;
using KuPkg.Agent.Gateway;
using KuPkg.Harness.Mirrors;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Tests.Gateway;

/// <summary>The host's proxy, its credentials, its limits, and where a mirror may lead.</summary>
public class AccessTests
{
    private const int Length = 300_000;
    private const string Basic = "Authorization: Basic bWU6c2VjcmV0";

    [Theory]
    [InlineData(null)]
    [InlineData("corp:pass")]
    public async Task A_mirror_behind_the_hosts_proxy_is_reached_through_it(string? credentials)
    {
        await using var proxy = SmallProxy.Start(credentials);
        await using var scene = await GatewayScene.StartAsync(2, GatewayScene.Reaching(_ => Through(proxy, credentials)));
        var content = scene.Put(GatewayScene.Pool, Length);

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);

        scene.Events.Should().BeEmpty();
        proxy.Requests.Should().OnlyContain(r => r.StartsWith($"GET {scene.First.Address}{GatewayScene.Pool} HTTP/1.1\r\n"));
        scene.First.Requests.Should().ContainSingle();
        scene.Second.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("corp:pass")]
    public async Task An_https_mirror_behind_the_hosts_proxy_is_reached_by_a_tunnel(string? credentials)
    {
        using var authority = new TestAuthority();
        await using var proxy = SmallProxy.Start(credentials);
        await using var scene = await GatewayScene.StartAsync(
            2, GatewayScene.Reaching(scene => Through(proxy, credentials) with { CaFile = scene.Keep("ca.pem", authority.Pem), User = "me", Password = "secret" }),
            (i, folder) => i == 0 ? FaultyMirror.Serve(folder, authority.For) : FaultyMirror.Serve(folder));
        var content = scene.Put(GatewayScene.Pool, Length);

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content, string.Join("; ", scene.Events));

        scene.Events.Should().BeEmpty();
        proxy.Requests.Should().OnlyContain(r => r.StartsWith($"CONNECT {scene.First.End} HTTP/1.1\r\n") && !r.Contains(Basic), "the mirror's password is not the proxy's");
        scene.First.Headers.Should().ContainSingle().Which.Should().Contain(Basic).And.NotContain("Proxy-Authorization");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_proxy_that_does_not_let_the_host_through_is_told_of_and_another_mirror_asked(bool isTls)
    {
        using var authority = new TestAuthority();
        await using var proxy = SmallProxy.Start("corp:pass");
        await using var scene = await GatewayScene.StartAsync(
            2, GatewayScene.Reaching(_ => Through(proxy, "corp:wrong")), (i, folder) => i == 0 && isTls ? FaultyMirror.Serve(folder, authority.For) : FaultyMirror.Serve(folder));
        var content = scene.Put(GatewayScene.Pool, Length);

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);

        scene.Causes.Should().Equal(FailureCause.Forbidden);
        scene.Events.Should().OnlyContain(e => !e.Words.Contains("wrong") && !e.Words.Contains("corp"));
        scene.First.Requests.Should().BeEmpty();
        scene.Second.Headers.Should().ContainSingle().Which.Should().NotContain("Authorization");
    }

    [Fact]
    public async Task Credentials_go_to_their_mirror_alone()
    {
        await using var scene = await GatewayScene.StartAsync(2, GatewayScene.Reaching(_ => new UpstreamAccess { User = "me", Password = "secret" }));
        var content = scene.Put(GatewayScene.Pool, Length);
        scene.First.Fail("*", new MirrorFault.ResetAfter(100_000));

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);

        scene.First.Headers.Should().OnlyContain(h => h.Contains(Basic));
        scene.Second.Headers.Should().OnlyContain(h => !h.Contains("Authorization"));
        scene.Events.Should().NotBeEmpty().And.OnlyContain(e => !$"{e}".Contains("secret"));
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_followed_without_the_credentials()
    {
        await using var scene = await GatewayScene.StartAsync(3, (s, setup) => GatewayScene.Reaching(_ => new UpstreamAccess { User = "me", Password = "secret" })(s, setup) with
        {
            Groups = [setup.Groups[0] with { Mirrors = [.. setup.Groups[0].Mirrors.Take(2)] }],
        });
        var content = scene.Put(GatewayScene.Pool, Length);
        var elsewhere = scene.Mirrors[2];
        scene.First.Fail("*", new MirrorFault.Status("302 Found", $"Location: {elsewhere.Address}{GatewayScene.Pool}\r\n"));

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);

        scene.Events.Should().BeEmpty();
        scene.First.Headers.Should().ContainSingle().Which.Should().Contain(Basic);
        elsewhere.Headers.Should().ContainSingle().Which.Should().NotContain("Authorization");
        scene.Second.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_redirect_from_https_down_to_http_is_not_followed()
    {
        using var authority = new TestAuthority();
        await using var scene = await GatewayScene.StartAsync(
            2, GatewayScene.Reaching(scene => new UpstreamAccess { CaFile = scene.Keep("ca.pem", authority.Pem) }),
            (i, folder) => i == 0 ? FaultyMirror.Serve(folder, authority.For) : FaultyMirror.Serve(folder));
        var content = scene.Put(GatewayScene.Pool, Length);
        scene.First.Fail("*", new MirrorFault.Status("302 Found", $"Location: {scene.Second.Address}elsewhere\r\n"));

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);

        scene.Causes.Should().Equal(FailureCause.BadAnswer);
        scene.Second.Requests.Should().Equal("GET /" + GatewayScene.Pool);
    }

    [Fact]
    public async Task A_limit_of_the_rate_holds_over_all_connections()
    {
        await using var scene = await GatewayScene.StartAsync(1, GatewayScene.Reaching(_ => new UpstreamAccess { DlLimitKibPerSecond = 200 }));
        foreach (var name in new[] { "pool/a.deb", "pool/b.deb" })
            scene.Put(name, 200 << 10);
        var began = TimeProvider.System.GetTimestamp();

        await Task.WhenAll(scene.BytesAsync("pool/a.deb"), scene.BytesAsync("pool/b.deb"));

        // 400 KiB at 200 KiB/s are two seconds, but for what is read at once at the beginning and the end.
        TimeProvider.System.GetElapsedTime(began).Should().BeGreaterThan(TimeSpan.FromSeconds(1.4));
        scene.Events.Should().BeEmpty("a pause of one's own is no fault of the mirror");
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.66.1.2", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("192.169.1.1", false)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("100.128.0.1", false)]
    [InlineData("224.0.0.1", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("203.0.113.7", false)]
    [InlineData("::1", true)]
    [InlineData("::", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("::ffff:203.0.113.7", false)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("ff02::1", true)]
    [InlineData("2001:db8::1", false)]
    public void Addresses_of_this_host_and_its_site_are_private(string address, bool isPrivate) => PrivateAddress.Is(IPAddress.Parse(address)).Should().Be(isPrivate);

    private static UpstreamAccess Through(SmallProxy proxy, string? credentials) => new() { Proxy = new Uri($"http://{(credentials is null ? "" : credentials + "@")}{proxy.Authority}/") };
}
