using System.Net;
using KuPkg.Agent.Simulate.Rehearsal;
using KuPkg.Agent.Tests.Shell;

namespace KuPkg.Agent.Tests.Simulate;

public sealed class LocalMirrorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly byte[] _content = [.. Enumerable.Range(0, 100_000).Select(static i => (byte)i)];

    public LocalMirrorTests() => File.WriteAllBytes(_folder.File("file"), _content);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_ranges_times_and_faults_are_as_a_mirror_s()
    {
        // An address of the process's own, as the port is always 80.
        var address = new IPAddress([127, 81, (byte)(1 + Environment.ProcessId % 250), 1]);
        await using var mirror = LocalMirror.Serve(address, Path.GetDirectoryName(_folder.File("file"))!, TimeProvider.System);
        using var client = new HttpClient();
        var file = $"{mirror.Address}/file";

        (await client.GetByteArrayAsync(file)).Should().Equal(_content);
        (await client.GetAsync($"{mirror.Address}/nothing")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.GetAsync($"{mirror.Address}/%2e%2e/%2e%2e/etc/passwd")).StatusCode.Should().Be(HttpStatusCode.NotFound);

        using var part = new HttpRequestMessage(HttpMethod.Get, file) { Headers = { Range = new(99_000, 99_099) } };
        using var answered = await client.SendAsync(part);
        answered.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        (await answered.Content.ReadAsByteArrayAsync()).Should().Equal(_content[99_000..99_100]);

        using var again = new HttpRequestMessage(HttpMethod.Get, file) { Headers = { IfModifiedSince = answered.Content.Headers.LastModified } };
        (await client.SendAsync(again)).StatusCode.Should().Be(HttpStatusCode.NotModified);

        mirror.Fault = new LocalFault(LocalFaultKind.Corrupt, "file");
        var corrupt = await client.GetByteArrayAsync(file);
        corrupt.Should().HaveCount(_content.Length).And.NotEqual(_content);

        mirror.Fault = new LocalFault(LocalFaultKind.Stall, "file");
        await using var stalled = await (await client.GetAsync(file, HttpCompletionOption.ResponseHeadersRead)).Content.ReadAsStreamAsync();
        await stalled.ReadExactlyAsync(new byte[50_000]);
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        await FluentActions.Awaiting(() => stalled.ReadAsync(new byte[1], over.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();
    }
}
