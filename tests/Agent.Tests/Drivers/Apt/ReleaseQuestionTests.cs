using KuPkg.Agent.Drivers.Apt.Shortcut;
using KuPkg.Agent.Gateway;
using KuPkg.Harness.Mirrors;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>One question, one answer; whatever is odd is no answer, and never "unchanged".</summary>
public sealed class ReleaseQuestionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Changed = new(2026, 11, 12, 3, 41, 7, TimeSpan.Zero);
    private readonly string _directory = Directory.CreateTempSubdirectory("kupkg-apt-").FullName;
    private FaultyMirror _mirror = null!;

    private Uri Url => new(_mirror.Address + "InRelease");

    public Task InitializeAsync()
    {
        var file = Path.Join(_directory, "InRelease");
        File.WriteAllText(file, new string('x', 100_000));
        File.SetLastWriteTimeUtc(file, Changed.UtcDateTime);
        _mirror = FaultyMirror.Serve(_directory);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _mirror.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(-1, false)]
    [InlineData(null, false)]
    public async Task A_server_that_answers_rightly_is_believed(int? secondsLater, bool isUnchanged)
    {
        var answer = await AskAsync(Url, secondsLater is { } seconds ? Changed.AddSeconds(seconds) : null);
        answer.IsUnchanged.Should().Be(isUnchanged, answer.Words);
        answer.Words.Should().StartWith(isUnchanged ? "304" : "200");
        _mirror.Requests.Should().Equal("GET /InRelease");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("more", false)]
    [InlineData("-", false)]
    public async Task A_server_that_sends_the_file_although_it_has_not_changed_is_compared_with_what_is_held(string difference, bool isUnchanged)
    {
        var held = new FileInfo(Path.Join(_directory, "held"));
        var text = await File.ReadAllTextAsync(Path.Join(_directory, "InRelease"));
        await File.WriteAllTextAsync(held.FullName, difference == "-" ? text[..^1] + (char)(text[^1] ^ 1) : text + difference);

        var answer = await new ReleaseQuestion(new DownloadLimits { Connect = TimeSpan.FromSeconds(1) }, TimeProvider.System)
            .AskAsync(Url, Changed.AddSeconds(-1), UpstreamAccess.Plain, default, held);

        answer.IsUnchanged.Should().Be(isUnchanged, answer.Words);
        answer.Words.Should().StartWith("200");
    }

    public static TheoryData<MirrorFault, string> Odd => new()
    {
        { new MirrorFault.NotFound(), "404" },
        { new MirrorFault.Unavailable(), "503" },
        { new MirrorFault.Status("302 Found", "Location: /elsewhere\r\n"), "302" },
        { new MirrorFault.Status("401 Unauthorized"), "401" },
        { new MirrorFault.Silent(), "no answer within 2 s" },
        { new MirrorFault.Odd(OddAnswer.SlowHeader), "no answer within 2 s" },
        { new MirrorFault.Odd(OddAnswer.EndlessHeader), "" },
        { new MirrorFault.Odd(OddAnswer.Reset), "" },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task What_is_odd_is_no_answer_and_leads_to_no_second_request(MirrorFault fault, string words)
    {
        _mirror.Fail("*", fault);
        var answer = await AskAsync(Url, Changed);
        answer.IsUnchanged.Should().BeNull(answer.Words);
        (answer.Words.Length > 0 && answer.Words.Contains(words, StringComparison.Ordinal)).Should().BeTrue(answer.Words);
        _mirror.Requests.Should().Equal("GET /InRelease");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_no_answer()
    {
        await _mirror.RefuseAsync();
        (await AskAsync(Url, Changed)).IsUnchanged.Should().BeNull();
    }

    [Fact]
    public async Task A_login_is_sent_and_told_to_nobody()
    {
        var url = new UriBuilder(Url) { UserName = "me", Password = "s3cret" }.Uri;
        var answer = await AskAsync(url, Changed, UpstreamAccess.Plain with { User = "me", Password = "s3cret" });
        answer.IsUnchanged.Should().BeTrue();
        answer.ToString().Should().NotContain("s3cret");
        _mirror.Headers.Should().ContainSingle().Which.Should().Contain("Authorization: Basic bWU6czNjcmV0");
    }

    [Fact]
    public async Task A_proxy_is_asked_in_its_place()
    {
        var answer = await AskAsync(new Uri("http://mirror.example.org/InRelease"), Changed, UpstreamAccess.Plain with { Proxy = new Uri(_mirror.Address) });
        answer.IsUnchanged.Should().BeTrue(answer.Words);
        _mirror.Headers.Should().ContainSingle().Which.Should().StartWith("GET http://mirror.example.org/InRelease");
    }

    [Fact]
    public async Task With_unusual_TLS_settings_nobody_is_asked()
    {
        (await AskAsync(Url, Changed, UpstreamAccess.Plain with { VerifyPeer = false })).IsUnchanged.Should().BeNull();
        _mirror.Requests.Should().BeEmpty();
    }

    private static Task<ReleaseAnswer> AskAsync(Uri url, DateTimeOffset? since, UpstreamAccess? access = null) =>
        new ReleaseQuestion(new DownloadLimits { Connect = TimeSpan.FromSeconds(1) }, TimeProvider.System).AskAsync(url, since, access ?? UpstreamAccess.Plain, default);
}
