using System.Net;
using System.Security.Cryptography.X509Certificates;
using KuPkg.Agent.Gateway;
using KuPkg.Harness.Mirrors;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Tests.Gateway;

/// <summary>Mirrors that speak TLS, with the certificates and settings of a host.</summary>
public sealed class TlsTests : IDisposable
{
    private const int Length = 300_000;
    private readonly TestAuthority _authority = new();

    [Fact]
    public async Task An_expired_certificate_at_the_first_mirror_leads_to_the_second_and_is_told()
    {
        await using var scene = await SceneAsync(_authority.ExpiredFor, scene => new UpstreamAccess { CaFile = Authority(scene) });
        await LeadsToTheSecondAsync(scene, "^TLS failed: the certificate is valid from .* to .* only$");
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_taken()
    {
        await using var scene = await SceneAsync(_ => _authority.For(IPAddress.Parse("127.1.2.3")), scene => new UpstreamAccess { CaFile = Authority(scene) });
        await LeadsToTheSecondAsync(scene, "^TLS failed: the certificate is for another name$");
    }

    [Fact]
    public async Task An_authority_that_this_host_does_not_know_is_not_trusted()
    {
        await using var scene = await SceneAsync(_authority.For, static _ => new UpstreamAccess());
        await LeadsToTheSecondAsync(scene, "^TLS failed: the certificate's issuer is not trusted$");
    }

    [Fact]
    public async Task Another_authority_than_the_one_that_is_set_is_not_trusted()
    {
        using var other = new TestAuthority();
        await using var scene = await SceneAsync(_authority.For, scene => new UpstreamAccess { CaFile = scene.Keep("other.pem", other.Pem) });
        await LeadsToTheSecondAsync(scene, "^TLS failed: ");
    }

    [Fact]
    public async Task A_file_of_authorities_that_cannot_be_read_is_told_of()
    {
        await using var scene = await SceneAsync(_authority.For, static _ => new UpstreamAccess { CaFile = "/nonexistent/ca.pem" });
        await LeadsToTheSecondAsync(scene, "cannot be read: .*/nonexistent/");
    }

    [Fact]
    public async Task An_authority_of_its_own_is_trusted_for_its_mirror()
    {
        await using var scene = await SceneAsync(_authority.For, scene => new UpstreamAccess { CaFile = Authority(scene) });
        await ComesFromTheFirstAsync(scene);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Checks_that_the_host_has_switched_off_are_not_made(bool isPeer)
    {
        await using var scene = await SceneAsync(
            isPeer ? _authority.ExpiredFor : _ => _authority.For(IPAddress.Parse("127.1.2.3")),
            scene => new UpstreamAccess { CaFile = isPeer ? null : Authority(scene), VerifyPeer = !isPeer, VerifyHost = isPeer });
        await ComesFromTheFirstAsync(scene);
    }

    [Fact]
    public async Task A_switched_off_check_of_the_issuer_leaves_the_check_of_the_name()
    {
        await using var scene = await SceneAsync(_ => _authority.For(IPAddress.Parse("127.1.2.3")), static _ => new UpstreamAccess { VerifyPeer = false });
        await LeadsToTheSecondAsync(scene, "^TLS failed: the certificate is for another name$");
    }

    [Fact]
    public async Task A_mirror_that_asks_for_a_certificate_gets_that_of_the_host()
    {
        X509Certificate? given = null;
        await using var scene = await SceneAsync(
            _authority.For, scene => new UpstreamAccess { CaFile = Authority(scene), ClientCertificateFile = scene.Keep("client.pem", _authority.ClientPem()) }, c => _authority.Made(given = c));

        await ComesFromTheFirstAsync(scene);
        given!.Subject.Should().Be("CN=client");
    }

    [Fact]
    public async Task A_mirror_that_asks_for_a_certificate_that_the_host_has_not_is_left()
    {
        await using var scene = await SceneAsync(_authority.For, scene => new UpstreamAccess { CaFile = Authority(scene) }, _authority.Made);
        var content = scene.Put(GatewayScene.Pool, Length);

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);

        scene.First.Requests.Should().BeEmpty();
        scene.Causes.Should().ContainSingle("the second one serves");
    }

    public void Dispose() => _authority.Dispose();

    private string Authority(GatewayScene scene) => scene.Keep("ca.pem", _authority.Pem);

    private static Task<GatewayScene> SceneAsync(Func<IPAddress, X509Certificate2> certificate, Func<GatewayScene, UpstreamAccess> access, Func<X509Certificate?, bool>? isClient = null) =>
        GatewayScene.StartAsync(2, GatewayScene.Reaching(access), (i, folder) => i == 0 ? FaultyMirror.Serve(folder, certificate, isClient) : FaultyMirror.Serve(folder));

    private static async Task LeadsToTheSecondAsync(GatewayScene scene, string words)
    {
        var content = scene.Put(GatewayScene.Pool, Length);

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);

        scene.Causes.Should().Equal(FailureCause.Tls);
        scene.Events[0].Words.Should().MatchRegex(words);
        scene.Events[0].Mirror!.Address.Should().Be(scene.First.Address);
        scene.First.Requests.Should().BeEmpty();
        scene.Second.Requests.Should().ContainSingle();
    }

    private static async Task ComesFromTheFirstAsync(GatewayScene scene)
    {
        var content = scene.Put(GatewayScene.Pool, Length);

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content, string.Join("; ", scene.Events));

        scene.Events.Should().BeEmpty();
        scene.First.Requests.Should().ContainSingle();
        scene.Second.Requests.Should().BeEmpty();
    }
}
