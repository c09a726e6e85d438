using System.Net;
using System.Net.Sockets;
using System.Text;
using KuPkg.Agent.Contracts;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Contracts;

/// <summary>The checks against real sockets and programs.</summary>
public sealed class ContractProbeTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public ContractProbeTests() => _listener.Start();

    private string Address => _listener.LocalEndpoint.ToString()!;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    [Theory]
    [InlineData("^foo ready", "foo ready 2.0\n", true, "banner \"foo ready 2.0\"")]
    [InlineData("^foo ready", "hello\nfoo ready\n", true, "banner \"hello\"")]
    [InlineData("^foo ready", "bar ready\n", false, "its banner \"bar ready\" does not match ^foo ready")]
    [InlineData("^foo", "", false, "it closed the connection and said nothing")]
    public async Task A_banner_is_matched(string banner, string said, bool isPassed, string words)
    {
        Serve(async stream => await stream.WriteAsync(Encoding.UTF8.GetBytes(said)));
        (await CheckAsync(new SocketCheck(Address, banner))).Should().Match<CheckResult>(r => r.IsPassed == isPassed && r.Words == words);
    }

    [Fact]
    public async Task A_banner_without_end_is_bounded()
    {
        Serve(async stream =>
        {
            var block = new byte[1 << 20];
            for (var i = 0; i < 100; i++)
                await stream.WriteAsync(block, _stop.Token);
        });
        (await CheckAsync(new SocketCheck(Address, "^foo"))).Should().Match<CheckResult>(static r => !r.IsPassed && r.Words.Length < 300);
    }

    [Fact]
    public async Task Who_accepts_and_says_nothing_or_a_byte_now_and_then_has_failed_when_the_time_is_over()
    {
        Serve(async stream =>
        {
            while (true)
            {
                await stream.WriteAsync("f"u8.ToArray(), _stop.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, _stop.Token);
            }
        });
        (await CheckAsync(new SocketCheck(Address, "^foo") { Timeout = Short })).Words.Should().MatchRegex("^it said \"f+\", and nothing that matches \\^foo within 1 s$");
    }

    [Fact]
    public async Task Nobody_there_is_refused_and_a_connection_alone_may_be_enough()
    {
        (await CheckAsync(new SocketCheck(Address, null))).Should().Match<CheckResult>(static r => r.IsPassed && r.Tries == 1);
        var address = Address;
        _listener.Stop();
        (await CheckAsync(new SocketCheck(address, null))).Should().Match<CheckResult>(static r => !r.IsPassed && r.Words.Contains("refused") && r.Tries == 2);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"ok\":1}", 200, "\"ok\"", true, "it answered 200, and its body matches")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad", 200, "\"ok\"", false, "it answered 200, and its body \"bad\" does not match \"ok\"")]
    [InlineData("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", 200, null, false, "it answered 503, not 200")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://example.org/\r\nContent-Length: 0\r\n\r\n", 200, null, false, "it answered 302, to http://example.org/, not 200")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, null, true, "it answered 204")]
    public async Task Http_has_a_status_and_a_body(string answer, int status, string? body, bool isPassed, string words)
    {
        Serve(async stream =>
        {
            _ = await stream.ReadAsync(new byte[4096], _stop.Token);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        });
        (await CheckAsync(new HttpCheck($"http://{Address}/", status, body))).Should().Match<CheckResult>(r => r.IsPassed == isPassed && r.Words == words);
    }

    [Fact]
    public async Task After_a_start_nobody_waits_for_the_others_once_a_check_has_had_its_time()
    {
        var (lost, patient) = (new ExecCheck(["false"]) { Within = TimeSpan.FromSeconds(1) }, new ExecCheck(["false"]) { Within = TimeSpan.FromHours(1) });

        var results = await Probe().CheckAsync([patient, lost, new ExecCheck(["true"])], TimeSpan.FromHours(1), _stop.Token);

        results.Select(static r => r.IsPassed).Should().Equal(false, false, true);
        results[1].Took.Should().BeGreaterThanOrEqualTo(lost.Within);
        results[0].Took.Should().BeLessThan(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_program_has_an_exit_code_and_a_limit()
    {
        (await CheckAsync(new ExecCheck(["true"]))).IsPassed.Should().BeTrue();
        (await CheckAsync(new ExecCheck(["sh", "-c", "echo 'no such table' >&2; exit 3"]))).Should().Match<CheckResult>(static r => !r.IsPassed && r.Words == "exit 3: \"no such table\"");
        (await CheckAsync(new ExecCheck(["sleep", "1000"]) { Timeout = Short })).Words.Should().Be("no answer within 1 s");
        (await CheckAsync(new ExecCheck(["/no/such/program"]))).Words.Should().Contain("/no/such/program");
    }

    [Fact]
    public async Task Checks_are_made_side_by_side()
    {
        var sleeper = new ExecCheck(["sleep", "2"]);
        var contracts = Enumerable.Range(0, 10).Select(n => new ServiceContract { Name = $"s{n}", Packages = ["s"], Checks = [sleeper, sleeper] }).ToList();
        var began = TimeProvider.System.GetTimestamp();
        (await Probe().CheckAsync(contracts, CancellationToken.None)).Should().OnlyContain(static s => s.IsHealthy);
        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(20), "twenty of them take forty seconds one after the other");
    }

    private static ContractProbe Probe() => new(new Launcher(TimeProvider.System), TimeProvider.System);

    private static async Task<CheckResult> CheckAsync(ServiceCheck check) =>
        (await Probe().CheckAsync([new ServiceContract { Name = "foo", Packages = ["foo"], Checks = [check] }], CancellationToken.None))[0].Checks[0];

    private void Serve(Func<NetworkStream, Task> answer) => _ = Task.Run(async () =>
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                _ = Task.Run(async () =>
                {
                    try
                    {
                        await using var stream = new NetworkStream(socket, ownsSocket: true);
                        await answer(stream);
                    }
                    catch (Exception e) when (e is IOException or OperationCanceledException)
                    {
                        // The client has gone.
                    }
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    });
}
