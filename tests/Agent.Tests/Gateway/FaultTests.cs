using System.Net;
using KuPkg.Agent.Gateway;
using KuPkg.Agent.Tests.Kill;
using KuPkg.Harness.Mirrors;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Tests.Gateway;

/// <summary>The first mirror is faulty, the second is good: the file is complete and right, and the cause is told.</summary>
public class FaultTests
{
    private const int Length = 400_000;

    public static TheoryData<MirrorFault, FailureCause> AtTheFirstByte => new()
    {
        { new MirrorFault.Silent(), FailureCause.Silent },
        { new MirrorFault.StallAfter(0), FailureCause.Silent },
        { new MirrorFault.Odd(OddAnswer.SlowHeader), FailureCause.Silent },
        { new MirrorFault.Odd(OddAnswer.EndlessHeader), FailureCause.BadAnswer },
        { new MirrorFault.Odd(OddAnswer.Reset), FailureCause.Broken },
        { new MirrorFault.ResetAfter(0), FailureCause.Broken },
        { new MirrorFault.TruncateAfter(0), FailureCause.Broken },
        { new MirrorFault.Odd(OddAnswer.RedirectLoop), FailureCause.BadAnswer },
        { new MirrorFault.Odd(OddAnswer.UnaskedGzip), FailureCause.BadAnswer },
        { new MirrorFault.Odd(OddAnswer.EndlessInterim), FailureCause.Silent },
        { new MirrorFault.NotFound(), FailureCause.NotFound },
        { new MirrorFault.Unavailable(), FailureCause.ServerError },
        { new MirrorFault.Status("403 Forbidden"), FailureCause.Forbidden },
        { new MirrorFault.Status("206 Partial Content"), FailureCause.BadAnswer },
        { new MirrorFault.Status("302 Found", "Location: ftp://mirror.example.net/x\r\n"), FailureCause.BadAnswer },
        { new MirrorFault.Status("302 Found"), FailureCause.BadAnswer },
    };

    public static TheoryData<MirrorFault, FailureCause> InMidFile => new()
    {
        { new MirrorFault.StallAfter(150_000), FailureCause.Silent },
        { new MirrorFault.TrickleAfter(150_000, 200), FailureCause.Slow },
        { new MirrorFault.Trickle(200), FailureCause.Slow },
        { new MirrorFault.ResetAfter(150_000), FailureCause.Broken },
        { new MirrorFault.TruncateAfter(150_000), FailureCause.Broken },
    };

    [Theory]
    [MemberData(nameof(AtTheFirstByte))]
    [MemberData(nameof(InMidFile))]
    public async Task Another_mirror_takes_over_and_the_client_notices_nothing(MirrorFault fault, FailureCause cause)
    {
        await using var scene = await GatewayScene.StartAsync();
        var content = scene.Put(GatewayScene.Pool, Length);
        scene.First.Fail("*", fault);

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);

        scene.Events[0].Should().Match<GatewayEvent>(e => e.Kind == GatewayEventKind.Failed && e.Cause == cause, scene.Events[0].Words);
        scene.Events[0].Mirror!.Address.Should().Be(scene.First.Address);
        scene.Second.Requests.Should().ContainSingle();
        scene.Events.Should().Contain(e => e.Kind == GatewayEventKind.ChangedOver && e.To!.Address == scene.Second.Address && e.Cause == cause, "a report tells why another mirror served the file");
    }

    [Theory]
    [MemberData(nameof(InMidFile))]
    public async Task In_mid_file_the_rest_alone_is_fetched_from_the_other_mirror(MirrorFault fault, FailureCause cause)
    {
        await using var scene = await GatewayScene.StartAsync();
        var content = scene.Put(GatewayScene.Index, Length);
        scene.First.Fail("*", fault);

        (await scene.BytesAsync(GatewayScene.Index)).Should().Equal(content);

        scene.Causes.Should().Equal(cause);
        scene.Second.Headers[0].Should().Contain("Range: bytes=").And.Contain("If-Range: Fri, 02 Jan 2026 03:04:05 GMT");
        scene.Events.Should().Contain(e => e.Kind == GatewayEventKind.ChangedOver && e.To!.Address == scene.Second.Address);
        scene.Gateway.Read().Tallies.Should().Contain(t => t.Mirror.Address == scene.First.Address && t.ChangeOversAway == 1);
    }

    [Fact]
    public async Task A_mirror_that_knows_no_ranges_takes_over_too()
    {
        await using var scene = await GatewayScene.StartAsync();
        var content = scene.Put(GatewayScene.Pool, Length);
        scene.First.Fail("*", new MirrorFault.ResetAfter(150_000));
        scene.Second.Fail("*", new MirrorFault.Odd(OddAnswer.NoRanges));

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);
    }

    [Theory]
    [InlineData(OddAnswer.Interim)]
    [InlineData(OddAnswer.NoLength)]
    public async Task Odd_but_right_answers_are_taken(OddAnswer kind)
    {
        await using var scene = await GatewayScene.StartAsync();
        var content = scene.Put(GatewayScene.Pool, Length);
        scene.First.Fail("*", new MirrorFault.Odd(kind));

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);
        scene.Second.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_mirror_that_refuses_connections_is_left_at_once()
    {
        await using var scene = await GatewayScene.StartAsync();
        var content = scene.Put(GatewayScene.Pool, Length);
        await scene.First.RefuseAsync();

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);
        scene.Causes.Should().Equal(FailureCause.Refused);
    }

    [Theory]
    [InlineData(OddAnswer.ShortLength, FailureCause.WrongContent)]
    [InlineData(OddAnswer.EndlessChunks, FailureCause.BadAnswer)]
    public async Task Lengths_that_are_not_the_expected_one_are_found_out(OddAnswer kind, FailureCause cause)
    {
        await using var scene = await GatewayScene.StartAsync();
        var content = scene.Put(GatewayScene.Pool, Length);
        scene.First.Fail("*", new MirrorFault.Odd(kind));
        scene.Gateway.Expect([new ExpectedFile(GatewayScene.Base + GatewayScene.Pool, Length, "SHA256:" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content)))]);

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);
        scene.Causes.Should().OnlyContain(c => c == cause);
        scene.Second.Requests.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("dists/stable/InRelease")]
    [InlineData("pool/f/foo/foo_1.0_all.deb")]
    public async Task What_a_mirror_that_lives_has_not_is_not_found_though_the_others_are_dead(string path)
    {
        await using var scene = await GatewayScene.StartAsync(3);
        await scene.Second.RefuseAsync();
        scene.Mirrors[2].Fail("*", new MirrorFault.Silent());

        using var answer = await scene.GetAsync(path);

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        scene.First.Requests.Should().ContainSingle();
        scene.Causes.Should().StartWith([FailureCause.NotFound, FailureCause.Refused]).And.Contain(FailureCause.Silent);
    }

    [Fact]
    public async Task A_stop_and_a_trickle_are_told_in_words_that_were_measured()
    {
        (await WordsOfAsync(new MirrorFault.StallAfter(100_000))).Should().MatchRegex("^it sent nothing for [0-9.]+ s after 100000 bytes$");
        (await WordsOfAsync(new MirrorFault.Trickle(2_000))).Should().MatchRegex("^it sent [0-9]{2,4} bytes a second over 1 s, and the floor is 20000$");

        // A gateway each: whom it asks first depends on how the mirrors fared before.
        static async Task<string> WordsOfAsync(MirrorFault fault)
        {
            await using var scene = await GatewayScene.StartAsync();
            scene.Put(GatewayScene.Pool, Length);
            scene.First.Fail("*", fault);
            await scene.BytesAsync(GatewayScene.Pool);
            return scene.Events.Where(static e => e.Kind == GatewayEventKind.Failed).Select(static e => e.Words).Should().ContainSingle().Subject;
        }
    }

    [Fact]
    public async Task Small_files_tell_no_rate()
    {
        await using var scene = await GatewayScene.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            scene.Put($"pool/p{i}.deb", 30_000);
            await scene.BytesAsync($"pool/p{i}.deb");
        }

        scene.Gateway.Read().Tallies.Should().ContainSingle().Which.Should().Match<MirrorTally>(t => t.Bytes == 600_000 && t.BytesPerSecond == null && t.FirstBytes == 20);
    }

    [Fact]
    public async Task A_file_that_no_mirror_has_is_not_found_at_once()
    {
        await using var scene = await GatewayScene.StartAsync();

        (await scene.GetAsync(GatewayScene.Pool)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        scene.Mirrors.Should().OnlyContain(m => m.Requests.Count == 1);
        (await scene.GetAsync(GatewayScene.Index)).StatusCode.Should().Be(HttpStatusCode.NotFound, "a file that is missing closes no group");
        scene.First.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Two_mirrors_that_fail_by_turns_deliver_together()
    {
        await using var scene = await GatewayScene.StartAsync();
        var content = scene.Put(GatewayScene.Pool, Length);
        scene.First.Fail("*", new MirrorFault.ResetAfter(90_000));
        scene.Second.Fail("*", new MirrorFault.TruncateAfter(90_000));

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);
        scene.Gateway.Read().ChangeOvers.Should().BeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task All_mirrors_stalled_and_healed_later_deliver()
    {
        await using var scene = await GatewayScene.StartAsync();
        var content = scene.Put(GatewayScene.Pool, Length);
        foreach (var mirror in scene.Mirrors)
            mirror.Fail("*", new MirrorFault.StallAfter(50_000));
        var getting = scene.BytesAsync(GatewayScene.Pool);
        await Eventually.TrueAsync(() => scene.Causes.Count() >= 4, "four failures");
        foreach (var mirror in scene.Mirrors)
            mirror.Heal();

        (await getting).Should().Equal(content);
    }

    [Fact]
    public async Task A_slow_network_finishes_with_the_mirror_that_is_fastest()
    {
        await using var scene = await GatewayScene.StartAsync();
        var content = scene.Put(GatewayScene.Pool, 40_000);
        scene.First.Fail("*", new MirrorFault.Trickle(5_000));
        scene.Second.Fail("*", new MirrorFault.Trickle(9_000));

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);
        scene.Causes.Should().Equal(FailureCause.Slow, FailureCause.Slow);
    }

    [Fact]
    public async Task A_client_that_is_slow_to_take_its_bytes_costs_the_mirror_nothing()
    {
        await using var scene = await GatewayScene.StartAsync();
        scene.Put(GatewayScene.Pool, 12_000_000);
        using var answer = await scene.Client.GetAsync(GatewayScene.Base + GatewayScene.Pool, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System);

        var taken = 0;
        for (var buffer = new byte[65536]; await body.ReadAsync(buffer) is var read and > 0;)
            taken += read;

        taken.Should().Be(12_000_000);
        scene.Events.Should().BeEmpty();
        scene.Second.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_late_mirror_is_overtaken_by_a_second_request_before_the_limit()
    {
        await using var scene = await GatewayScene.StartAsync(2, (_, setup) => setup with { Limits = setup.Limits with { Connect = TimeSpan.FromSeconds(10) } });
        var content = scene.Put(GatewayScene.Pool, Length);
        scene.First.Fail("*", new MirrorFault.Silent());

        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);

        scene.Causes.Should().Equal([FailureCause.Silent], "it is asked later next time");
        scene.Events[0].Words.Should().MatchRegex($"^it had not answered in [0-9.]+ s; {Mirror.Parse(scene.Second.Address).Host} answered first$");
        scene.Gateway.Read().Tallies.Should().Contain(t => t.Mirror.Address == scene.Second.Address && t.HedgesWon == 1);
    }

    [Fact]
    public async Task A_group_that_was_given_up_is_tried_by_one_file_at_a_time()
    {
        var time = new ShiftedTime();
        await using var scene = await GatewayScene.StartAsync(time: time);
        var content = scene.Put(GatewayScene.Pool, Length);
        foreach (var mirror in scene.Mirrors)
            mirror.Fail("*", new MirrorFault.Unavailable());
        var giving = scene.GetAsync(GatewayScene.Pool);
        await Eventually.TrueAsync(() => scene.Causes.Count() >= 2, "both mirrors have failed");
        time.Shift += TimeSpan.FromMinutes(1);
        (await giving).StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
        foreach (var mirror in scene.Mirrors)
            mirror.Fail("*", new MirrorFault.Silent());
        var asked = scene.First.Requests.Count;

        time.Shift += TimeSpan.FromMinutes(5);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.GetAsync(GatewayScene.Pool)));

        answers.Should().OnlyContain(a => a.StatusCode == HttpStatusCode.GatewayTimeout);
        answers.Count(a => a.ReasonPhrase!.Contains("short time ago")).Should().Be(3);
        scene.First.Requests.Should().HaveCount(asked + 1);

        time.Shift += TimeSpan.FromMinutes(5);
        scene.First.Heal();
        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);
        (await scene.BytesAsync(GatewayScene.Pool)).Should().Equal(content);
    }

    [Fact]
    public async Task A_group_that_was_given_up_fails_at_once_for_its_next_files()
    {
        await using var scene = await GatewayScene.StartAsync();
        scene.Put(GatewayScene.Pool, Length);
        foreach (var mirror in scene.Mirrors)
            mirror.Fail("*", new MirrorFault.Unavailable());

        (await scene.GetAsync(GatewayScene.Pool)).StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
        var asked = scene.First.Requests.Count;
        var second = await scene.GetAsync(GatewayScene.Pool);

        second.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
        second.ReasonPhrase.Should().Contain("short time ago");
        scene.First.Requests.Should().HaveCount(asked);
        scene.Events.Should().ContainSingle(e => e.Kind == GatewayEventKind.GivenUp);
    }

    /// <summary>The clock of the host, set forward.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}
