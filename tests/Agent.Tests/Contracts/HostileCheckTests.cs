using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KuPkg.Agent.Contracts;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Tests.Shell;
using KuPkg.Harness.Mirrors;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Contracts;

/// <summary>Checks of services that do their worst: each is over in its time, keeps its memory, and says what came back.</summary>
public sealed class HostileCheckTests : IDisposable
{
    private const long MostKeptBytes = 16 << 20;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private readonly List<TcpListener> _listeners = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _stop.Cancel();
        _listeners.ForEach(static l => l.Dispose());
        _folder.Dispose();
        _authority.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Who_accepts_and_says_nothing_is_told_so() =>
        (await CheckAsync(new SocketCheck(Serve(_ => SilenceAsync()), "^foo") { Timeout = Short })).Words.Should().Be("it accepted the connection and said nothing within 1 s");

    [Fact]
    public async Task Http_that_says_nothing_has_failed_when_the_time_is_over() =>
        (await CheckAsync(new HttpCheck($"http://{Serve(_ => SilenceAsync())}/", 200, null) { Timeout = Short })).Words.Should().Be("no answer within 1 s");

    [Fact]
    public async Task A_header_without_end_is_bounded()
    {
        var address = Serve(async stream =>
        {
            await SayAsync(stream, "HTTP/1.1 200 OK\r\nX-Long: ");
            await FloodAsync(stream);
        });
        (await KeepingMemoryAsync(new HttpCheck($"http://{address}/", 200, null))).Should().Match<CheckResult>(static r => !r.IsPassed && r.Words.Contains("headers length exceeded"));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")]
    public async Task A_body_of_100_MB_is_read_no_further_than_its_beginning(string head)
    {
        var address = Serve(async stream =>
        {
            await SayAsync(stream, head);
            await FloodAsync(stream);
        });
        (await KeepingMemoryAsync(new HttpCheck($"http://{address}/", 200, "fine"))).Should().Match<CheckResult>(static r => !r.IsPassed && r.Words.Length < 300 && r.Words.EndsWith("does not match fine"));
    }

    [Theory]
    [InlineData("ok", true, "it answered 200, and its body matches")]
    [InlineData("fine", false, "it answered 200, and its body, \"not ok so far\" so far, did not match fine within 1 s")]
    public async Task A_chunked_body_that_never_ends_is_matched_as_it_comes(string body, bool isPassed, string words)
    {
        var address = Serve(async stream =>
        {
            await SayAsync(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nd\r\nnot ok so far\r\n");
            await SilenceAsync();
        });
        (await CheckAsync(new HttpCheck($"http://{address}/", 200, body) { Timeout = Short })).Should().Match<CheckResult>(r => r.IsPassed == isPassed && r.Words == words);
    }

    [Fact]
    public async Task A_redirect_is_told_and_not_followed()
    {
        var asked = 0;
        var elsewhere = Serve(_ => Task.FromResult(asked++));
        var address = Serve(stream => SayAsync(stream, $"HTTP/1.1 301 Moved\r\nLocation: http://{elsewhere}/{new string('x', 5000)}\r\nContent-Length: 0\r\n\r\n"));
        (await CheckAsync(new HttpCheck($"http://{address}/", 200, null))).Words.Should().StartWith($"it answered 301, to http://{elsewhere}/xxx").And.HaveLength($"it answered 301, to {new string('x', 80)}…, not 200".Length);
        asked.Should().Be(0);
    }

    [Fact]
    public async Task What_is_wrong_with_a_certificate_is_said()
    {
        (await HttpsAsync(_authority.ExpiredFor(IPAddress.Loopback))).Should().Contain("its certificate expired on 20").And.Contain("this host does not trust who made its certificate, CN=Test authority");
        (await HttpsAsync(_authority.For(IPAddress.Parse("127.0.0.9")))).Should().Contain("not for 127.0.0.1");
        (await HttpsAsync(SelfSigned())).Should().Contain("its certificate is self-signed, and this host does not trust it");
    }

    [Fact]
    public async Task Plain_http_where_https_is_asked_for_is_told()
    {
        var address = Serve(async stream =>
        {
            _ = await stream.ReadAsync(new byte[4096], _stop.Token);
            await SayAsync(stream, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        });
        (await CheckAsync(new HttpCheck($"https://{address}/", 200, null))).Words.Should().Contain("it may speak plain http there");
    }

    [Fact]
    public async Task A_program_that_prints_a_gigabyte_costs_no_memory() =>
        (await KeepingMemoryAsync(new ExecCheck(["sh", "-c", "head -c 1000000000 /dev/zero; exit 3"]) { Timeout = TimeSpan.FromSeconds(60), Tries = 1 })).Should().Match<CheckResult>(static r => !r.IsPassed && r.Words.Length < 300 && r.Words.StartsWith("exit 3"));

    [Fact]
    public async Task A_program_that_leaves_a_daemon_with_its_output_is_not_waited_for()
    {
        var result = await CheckAsync(new ExecCheck(["sh", "-c", "setsid sleep 20 & exit 0"]));
        result.Should().Match<CheckResult>(static r => r.IsPassed && r.Took < TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_told_with_its_name()
    {
        var path = _folder.File("not-executable");
        await File.WriteAllTextAsync(path, "#!/bin/sh\n");
        (await CheckAsync(new ExecCheck([path]))).Words.Should().Contain(path).And.Contain("ermission");
        (await CheckAsync(new ExecCheck(["/no/such/program"]))).Words.Should().Contain("/no/such/program");
    }

    [Fact]
    public async Task A_unix_socket_that_is_missing_refused_or_no_socket_is_told()
    {
        (await CheckAsync(new SocketCheck(_folder.File("none.sock"), null))).Words.Should().Contain("there is no").And.Contain("none.sock");
        var file = _folder.File("file.sock");
        await File.WriteAllTextAsync(file, "");
        (await CheckAsync(new SocketCheck(file, null))).Words.Should().ContainEquivalentOf("refused");
        var path = _folder.File(new string('x', 120));
        await File.WriteAllTextAsync(path, "");
        (await CheckAsync(new SocketCheck(path, null))).Words.Should().Contain("cannot be so long");
    }

    [Fact]
    public async Task An_IPv6_literal_is_an_address()
    {
        var address = Serve(stream => SayAsync(stream, "ready\n"), IPAddress.IPv6Loopback);
        address.Should().StartWith("[::1]:");
        (await CheckAsync(new SocketCheck(address, "^ready"))).IsPassed.Should().BeTrue();
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_told()
    {
        (await CheckAsync(new SocketCheck("no-such-host.invalid:80", null) { Timeout = TimeSpan.FromSeconds(20) })).Should().Match<CheckResult>(static r => !r.IsPassed && r.Words.Length > 10 && !r.Words.Contains("Exception"));
        (await CheckAsync(new HttpCheck("http://no-such-host.invalid/", 200, null) { Timeout = TimeSpan.FromSeconds(20) })).Should().Match<CheckResult>(static r => !r.IsPassed && r.Words.Length > 10 && !r.Words.Contains("Exception"));
    }

    private Task SilenceAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);

    private static Task SayAsync(Stream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();

    private static async Task<CheckResult> CheckAsync(ServiceCheck check) =>
        (await new ContractProbe(new Launcher(TimeProvider.System), TimeProvider.System)
            .CheckAsync([new ServiceContract { Name = "foo", Packages = ["foo"], Checks = [check] }], CancellationToken.None))[0].Checks[0];

    // What is kept, not what is passed through.
    private static async Task<CheckResult> KeepingMemoryAsync(ServiceCheck check)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var result = await CheckAsync(check);
        (GC.GetTotalMemory(forceFullCollection: true) - before).Should().BeLessThan(MostKeptBytes);
        return result;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private async Task<string> HttpsAsync(X509Certificate2 certificate)
    {
        var address = Serve(async stream =>
        {
            await using var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(certificate);
        });
        return (await CheckAsync(new HttpCheck($"https://{address}/", 200, null))).Words;
    }

    private async Task FloodAsync(NetworkStream stream)
    {
        var block = Encoding.ASCII.GetBytes(new string('x', 1 << 20));
        for (var i = 0; i < 100; i++)
            await stream.WriteAsync(block, _stop.Token);
    }

    private string Serve(Func<NetworkStream, Task> answer, IPAddress? at = null)
    {
        var listener = new TcpListener(at ?? IPAddress.Loopback, 0);
        listener.Start();
        _listeners.Add(listener);
        _ = Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    var socket = await listener.AcceptSocketAsync(_stop.Token);
                    _ = Task.Run(() => AnswerAsync(socket, answer));
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        });
        return listener.LocalEndpoint.ToString()!;
    }

    private static async Task AnswerAsync(Socket socket, Func<NetworkStream, Task> answer)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            await answer(stream);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client has gone.
        }
    }
}
