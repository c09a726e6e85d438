using System.Net;
using System.Net.Sockets;
using KuPkg.Agent.Gateway;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Tests.Gateway;

/// <summary>Addresses of one name of which some lead nowhere.</summary>
public sealed class DialerTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly List<Socket> _sockets = [];

    [Fact]
    public async Task An_address_that_does_not_answer_costs_a_head_start_and_no_more()
    {
        var good = Listen("127.77.1.2", 0);
        var port = ((IPEndPoint)good.LocalEndPoint!).Port;
        Deaf("127.77.1.1", port);

        using var socket = await DialAsync(port, "127.77.1.1", "127.77.1.2");

        socket.RemoteEndPoint.Should().Be(good.LocalEndPoint);
    }

    [Fact]
    public async Task An_address_that_refuses_is_left_for_the_next()
    {
        var good = Listen("127.77.1.3", 0);
        var port = ((IPEndPoint)good.LocalEndPoint!).Port;

        using var socket = await DialAsync(port, "127.77.1.4", "127.77.1.5", "127.77.1.3");

        socket.RemoteEndPoint.Should().Be(good.LocalEndPoint);
    }

    [Fact]
    public async Task When_all_refuse_that_is_what_is_told()
    {
        var good = Listen("127.77.1.6", 0);

        var dialing = () => DialAsync(((IPEndPoint)good.LocalEndPoint!).Port, "127.77.1.7", "127.77.1.8");

        (await dialing.Should().ThrowAsync<SocketException>()).Which.SocketErrorCode.Should().Be(SocketError.ConnectionRefused);
    }

    [Fact]
    public async Task When_none_answers_the_mirror_is_unreachable_after_the_limit()
    {
        var port = ((IPEndPoint)Deaf("127.77.1.9", 0).LocalEndPoint!).Port;
        var dialer = new Dialer(TimeProvider.System, TimeSpan.FromSeconds(0.5), (_, _) => Task.FromResult(new[] { IPAddress.Parse("127.77.1.9") }));

        var dialing = () => dialer.ConnectAsync(new DnsEndPoint("mirror.example.net", port), static _ => true, CancellationToken.None);

        (await dialing.Should().ThrowAsync<FetchFailure>()).Which.Cause.Should().Be(FailureCause.Unreachable);
    }

    [Fact]
    public async Task An_address_that_may_not_be_used_is_not_connected_to()
    {
        var good = Listen("127.77.1.10", 0);
        var dialer = new Dialer(TimeProvider.System, Limit, (_, _) => Task.FromResult(new[] { IPAddress.Parse("127.77.1.10") }));

        var dialing = () => dialer.ConnectAsync(new DnsEndPoint("mirror.example.net", ((IPEndPoint)good.LocalEndPoint!).Port), static address => !PrivateAddress.Is(address), CancellationToken.None);

        (await dialing.Should().ThrowAsync<FetchFailure>()).Which.Cause.Should().Be(FailureCause.Forbidden);
        good.Poll(0, SelectMode.SelectRead).Should().BeFalse("nobody has connected");
    }

    [Fact]
    public void The_families_take_turns() =>
        Dialer.ByTurns([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"), IPAddress.Parse("2001:db8::1")])
            .Should().Equal(IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));

    public void Dispose() => _sockets.ForEach(static s => s.Dispose());

    private static Task<Socket> DialAsync(int port, params string[] addresses) =>
        new Dialer(TimeProvider.System, Limit, (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()))
            .ConnectAsync(new DnsEndPoint("mirror.example.net", port), static _ => true, CancellationToken.None);

    private Socket Listen(string address, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        socket.Listen(1);
        return socket;
    }

    // Connections that nobody takes fill its line; who comes later gets no answer.
    private Socket Deaf(string address, int port)
    {
        var deaf = Listen(address, port);
        for (var i = 0; i < 4; i++)
        {
            var waiting = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            _sockets.Add(waiting);
            try
            {
                waiting.Connect(deaf.LocalEndPoint!);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                // It is under way, which is all that is wanted.
            }
        }

        return deaf;
    }
}
