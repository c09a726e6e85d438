using System.Net.Sockets;
using System.Text;
using KuPkg.Agent.Schedule;

namespace KuPkg.Agent.Tests.Schedule;

public sealed class ServiceManagerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kupkg-notify-").FullName;
    private readonly List<string> _warnings = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Messages_arrive_at_a_socket_with_a_path_and_at_an_abstract_one(bool isAbstract)
    {
        var name = isAbstract ? $"@kupkg-test-{Environment.ProcessId}" : Path.Join(_folder, "notify");
        using var socket = Listen(name);
        var manager = Manager(("NOTIFY_SOCKET", name));

        manager.Ready();
        manager.Status("next tick at\n12:15");
        manager.Status("next tick at\n12:15");
        manager.Alive();
        manager.Stopping();

        Receive(socket).Should().Be("READY=1");
        Receive(socket).Should().Be("STATUS=next tick at 12:15");
        Receive(socket).Should().Be("WATCHDOG=1", "the same status is sent once");
        Receive(socket).Should().Be("STOPPING=1");
        _warnings.Should().BeEmpty();
    }

    [Fact]
    public void Reloading_carries_the_monotonic_time_in_microseconds()
    {
        var name = Path.Join(_folder, "notify");
        using var socket = Listen(name);
        var before = TimeProvider.System.GetTimestamp() / (TimeProvider.System.TimestampFrequency / 1_000_000);

        Manager(("NOTIFY_SOCKET", name)).Reloading();

        var lines = Receive(socket).Split('\n');
        lines[0].Should().Be("RELOADING=1");
        long.Parse(lines[1]["MONOTONIC_USEC=".Length..], System.Globalization.CultureInfo.InvariantCulture).Should().BeInRange(before, before + 60_000_000);
    }

    [Fact]
    public void Without_a_service_manager_nothing_is_sent_and_nothing_is_said()
    {
        var manager = Manager(("WATCHDOG_USEC", "1000000"));
        manager.Ready();
        (manager.Watchdog, _warnings.Count).Should().Be((null, 0));
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("vsock:2:1234")]
    [InlineData("/no/such/socket")]
    public void A_socket_that_cannot_be_reached_is_told_once_and_stops_nothing(string name)
    {
        var manager = Manager(("NOTIFY_SOCKET", name));
        manager.Ready();
        manager.Alive();
        _warnings.Should().ContainSingle().Which.Should().Contain(name);
    }

    [Theory]
    [InlineData("120000000", null, 120)]
    [InlineData("120000000", "4711", 120)]
    [InlineData("120000000", "4712", null)]
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    public void The_watchdog_counts_when_it_is_set_for_this_process(string? microseconds, string? pid, int? seconds)
    {
        var manager = Manager(("NOTIFY_SOCKET", "/x"), ("WATCHDOG_USEC", microseconds), ("WATCHDOG_PID", pid));
        manager.Watchdog.Should().Be(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    private ServiceManager Manager(params (string Name, string? Value)[] environment) => ServiceManager.Of(
        name => environment.FirstOrDefault(v => v.Name == name).Value, 4711, TimeProvider.System, _warnings.Add);

    private static Socket Listen(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
        socket.Bind(new UnixDomainSocketEndPoint(name[0] == '@' ? '\0' + name[1..] : name));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
