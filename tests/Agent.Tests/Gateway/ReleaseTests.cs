using System.Net;
using KuPkg.Harness.Mirrors;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Tests.Gateway;

/// <summary>One refresh, one mirror; and a mirror that is behind is left.</summary>
public class ReleaseTests
{
    private const string Old = "Thu, 01 Jan 2026 00:00:00 UTC";
    private const string New = "Fri, 02 Jan 2026 00:00:00 UTC";

    [Fact]
    public async Task A_release_older_than_this_host_has_seen_is_not_served_while_another_mirror_has_a_newer_one()
    {
        await using var scene = await KnowingAsync(New);
        scene.PutRelease(Old, only: 0);
        var right = scene.PutRelease(New, only: 1);

        (await scene.BytesAsync(GatewayScene.InRelease)).Should().Equal(right);
        scene.Causes.Should().Equal(FailureCause.Stale);
    }

    [Fact]
    public async Task When_all_mirrors_are_behind_the_newest_release_is_served()
    {
        await using var scene = await KnowingAsync("Sat, 03 Jan 2026 00:00:00 UTC");
        scene.PutRelease(Old, only: 0);
        var newest = scene.PutRelease(New, only: 1);

        (await scene.BytesAsync(GatewayScene.InRelease)).Should().Equal(newest);
        scene.Causes.Should().Equal(FailureCause.Stale, FailureCause.Stale);
    }

    [Fact]
    public async Task An_expired_release_is_stale()
    {
        await using var scene = await GatewayScene.StartAsync();
        scene.PutRelease(New, only: 0, validUntil: "Sat, 03 Jan 2026 00:00:00 UTC");
        var right = scene.PutRelease(Old, only: 1);

        (await scene.BytesAsync(GatewayScene.InRelease)).Should().Equal(right);
    }

    [Fact]
    public async Task A_stale_release_is_better_than_a_mirror_that_does_not_answer()
    {
        await using var scene = await KnowingAsync(New);
        var old = scene.PutRelease(Old, only: 0);
        scene.Second.Fail("*", new MirrorFault.Unavailable());

        (await scene.BytesAsync(GatewayScene.InRelease)).Should().Equal(old);
    }

    [Fact]
    public async Task The_indexes_come_from_the_mirror_of_the_release()
    {
        await using var scene = await GatewayScene.StartAsync();
        scene.PutRelease(New);
        var content = scene.Put(GatewayScene.Index, 1000);
        scene.First.Fail("*InRelease", new MirrorFault.NotFound());

        await scene.BytesAsync(GatewayScene.InRelease);
        (await scene.BytesAsync(GatewayScene.Index)).Should().Equal(content);

        scene.First.Requests.Should().Equal("GET /dists/stable/InRelease");
    }

    [Fact]
    public async Task An_index_is_not_taken_from_a_mirror_with_another_release()
    {
        await using var scene = await GatewayScene.StartAsync(3);
        scene.PutRelease(Old);
        scene.PutRelease(New, only: 1);
        scene.Put(GatewayScene.Index, 1000, only: 1, seed: 5);
        var right = scene.Put(GatewayScene.Index, 1000, only: 2);
        scene.First.Fail("*Packages", new MirrorFault.NotFound());

        await scene.BytesAsync(GatewayScene.InRelease);
        (await scene.BytesAsync(GatewayScene.Index)).Should().Equal(right);

        scene.Second.Requests.Should().Equal("GET /dists/stable/InRelease");
        scene.Causes.Should().Equal(FailureCause.NotFound, FailureCause.Stale);
    }

    [Fact]
    public async Task A_name_by_hash_is_right_from_any_mirror()
    {
        await using var scene = await GatewayScene.StartAsync();
        scene.PutRelease(Old, only: 0);
        scene.PutRelease(New, only: 1);
        var (path, content) = scene.PutByHash(5000);
        scene.First.Fail("*by-hash*", new MirrorFault.NotFound());

        await scene.BytesAsync(GatewayScene.InRelease);

        (await scene.BytesAsync(path)).Should().Equal(content);
        scene.Second.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_mirror_that_says_unchanged_of_something_older_is_behind()
    {
        await using var scene = await GatewayScene.StartAsync();
        scene.PutRelease(Old, only: 0, modified: GatewayScene.Modified.AddDays(-1));
        scene.PutRelease(New, only: 1);
        scene.First.Fail("*", new MirrorFault.Status("304 Not Modified", $"Last-Modified: {GatewayScene.Modified.AddDays(-1):r}\r\n"));
        using var request = new HttpRequestMessage(HttpMethod.Get, GatewayScene.Base + GatewayScene.InRelease);
        request.Headers.IfModifiedSince = GatewayScene.Modified;

        using var answer = await scene.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.NotModified);
        scene.Causes.Should().Equal(FailureCause.Stale);
        scene.Second.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_mirror_that_says_unchanged_and_no_more_is_asked_of_what_time_its_release_is()
    {
        await using var scene = await GatewayScene.StartAsync();
        scene.PutRelease(Old, only: 0, modified: GatewayScene.Modified.AddDays(-1));
        scene.PutRelease(New, only: 1);
        foreach (var mirror in scene.Mirrors)
            mirror.Fail("*", new MirrorFault.Odd(OddAnswer.NoTime));
        using var request = new HttpRequestMessage(HttpMethod.Get, GatewayScene.Base + GatewayScene.InRelease);
        request.Headers.IfModifiedSince = GatewayScene.Modified;

        using var answer = await scene.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.NotModified);
        scene.Causes.Should().Equal(FailureCause.Stale);
        scene.First.Requests.Should().Equal("GET /dists/stable/InRelease", "HEAD /dists/stable/InRelease");
        scene.Second.Requests.Should().Equal("GET /dists/stable/InRelease", "HEAD /dists/stable/InRelease");
    }

    [Fact]
    public async Task An_index_that_no_mirror_has_in_the_same_release_is_answered_at_once()
    {
        await using var scene = await GatewayScene.StartAsync(3);
        scene.PutRelease(Old);
        scene.PutRelease(New, only: 1);
        scene.Put(GatewayScene.Index, 1000, only: 1);
        await scene.BytesAsync(GatewayScene.InRelease);
        await scene.First.RefuseAsync();
        await scene.Mirrors[2].RefuseAsync();

        using var answer = await scene.GetAsync(GatewayScene.Index);

        answer.StatusCode.Should().Be(HttpStatusCode.BadGateway, "the refresh fails soon, and begins again elsewhere");
        scene.Second.Requests.Should().Equal("GET /dists/stable/InRelease");
        scene.Causes.Should().Contain(FailureCause.Stale).And.Contain(FailureCause.Refused);
    }

    [Fact]
    public async Task A_new_refresh_may_use_another_mirror()
    {
        await using var scene = await GatewayScene.StartAsync();
        scene.PutRelease(New);
        scene.Put(GatewayScene.Index, 1000);
        scene.First.Fail("*InRelease", new MirrorFault.NotFound());
        await scene.BytesAsync(GatewayScene.InRelease);
        scene.First.Heal();

        scene.Gateway.BeginRefresh();
        await scene.BytesAsync(GatewayScene.InRelease);
        await scene.BytesAsync(GatewayScene.Index);

        scene.First.Requests.Should().Equal("GET /dists/stable/InRelease", "GET /dists/stable/InRelease", "GET /dists/stable/main/binary-all/Packages");
    }

    private static Task<GatewayScene> KnowingAsync(string date) => GatewayScene.StartAsync(2, (_, setup) => setup with
    {
        KnownReleases = new Dictionary<string, DateTimeOffset> { [GatewayScene.Base + "dists/stable/"] = ReleaseStamp.Parse("Date: " + date).Date!.Value },
    });
}
