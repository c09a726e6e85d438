using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KuPkg.Agent.Tests.Gateway;

/// <summary>Only this run, only GET and HEAD, only the configured addresses; by raw sockets, as a client library would correct what is wrong.</summary>
public class ClosedTests
{
    [Theory]
    [InlineData("GET http://deb.example.org/debian/pool/a.deb HTTP/1.1\r\nHost: deb.example.org\r\n\r\n", 407)]
    [InlineData("GET http://deb.example.org/debian/pool/a.deb HTTP/1.1\r\nHost: deb.example.org\r\nProxy-Authorization: Basic a3Vwa2c6d3Jvbmc=\r\n\r\n", 407)]
    [InlineData("CONNECT deb.example.org:443 HTTP/1.1\r\nHost: deb.example.org:443\r\n\r\n", 407)]
    public async Task Who_has_not_the_password_gets_nothing(string request, int status)
    {
        await using var scene = await GatewayScene.StartAsync();
        scene.Put("pool/a.deb", 10);

        (await SendAsync(scene, request)).Should().StartWith($"HTTP/1.1 {status} ");
        scene.First.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("CONNECT deb.example.org:443", "deb.example.org:443", "", 403)]
    [InlineData("POST http://deb.example.org/debian/pool/a.deb", "deb.example.org", "Content-Length: 3\r\n", 405)]
    [InlineData("DELETE http://deb.example.org/debian/pool/a.deb", "deb.example.org", "", 405)]
    [InlineData("GET http://deb.example.org/debian/pool/a.deb", "deb.example.org", "Content-Length: 3\r\n", 400)]
    [InlineData("GET http://deb.example.org/debian/pool/a.deb", "deb.example.org", "Transfer-Encoding: chunked\r\n", 400)]
    [InlineData("GET http://deb.example.org/debian/pool/a.deb", "deb.example.org", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", 400)]
    [InlineData("GET http://deb.example.org/debian/pool/a.deb", "deb.example.org", "Content-Length: 3\r\nContent-Length: 4\r\n", 400)]
    [InlineData("GET http://deb.example.org/debian/pool/a.deb", "other.example.org", "", 400)]
    [InlineData("GET /debian/pool/a.deb", "deb.example.org", "", 403)]
    [InlineData("GET http://other.example.org/debian/pool/a.deb", "other.example.org", "", 403)]
    [InlineData("GET http://deb.example.org:8080/debian/pool/a.deb", "deb.example.org:8080", "", 403)]
    [InlineData("GET https://deb.example.org/debian/pool/a.deb", "deb.example.org", "", 403)]
    [InlineData("GET http://deb.example.org/debian/../secret", "deb.example.org", "", 403)]
    [InlineData("GET http://deb.example.org/debian/%2e%2e/secret", "deb.example.org", "", 403)]
    [InlineData("GET http://deb.example.org/debian/pool%2fa.deb", "deb.example.org", "", 403)]
    [InlineData("GET http://deb.example.org/debian/%252e%252e/secret", "deb.example.org", "", 403)]
    [InlineData("GET http://deb.example.org/debian//etc/passwd", "deb.example.org", "", 403)]
    [InlineData("GET http://deb.example.org/debian/pool/a.deb?x=1", "deb.example.org", "", 403)]
    [InlineData("GET http://deb.example.org/debianette/a.deb", "deb.example.org", "", 403)]
    [InlineData("GET http://deb.example.org/debian/", "deb.example.org", "", 403)]
    public async Task What_is_not_of_the_configured_files_is_refused(string request, string host, string headers, int status)
    {
        await using var scene = await GatewayScene.StartAsync();
        scene.Put("pool/a.deb", 10);

        var answer = await SendAsync(scene, $"{request} HTTP/1.1\r\nHost: {host}\r\n{Authorization(scene)}{headers}\r\n");

        answer.Should().StartWith($"HTTP/1.1 {status} ");
        scene.First.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_second_request_hidden_in_a_body_is_not_answered()
    {
        await using var scene = await GatewayScene.StartAsync();
        scene.Put("pool/a.deb", 10);
        var head = $"Host: deb.example.org\r\n{Authorization(scene)}";
        var hidden = $"GET http://deb.example.org/debian/pool/a.deb HTTP/1.1\r\n{head}\r\n";

        var answer = await SendAsync(scene, $"GET http://deb.example.org/debian/pool/b.deb HTTP/1.1\r\n{head}Content-Length: {hidden.Length}\r\n\r\n{hidden}");

        answer.Split("HTTP/1.1 ").Should().HaveCount(2, "there is one answer");
        answer.Should().StartWith("HTTP/1.1 4");
        scene.First.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_header_without_an_end_is_cut_off()
    {
        await using var scene = await GatewayScene.StartAsync();
        var endless = string.Concat(Enumerable.Repeat($"X-Padding: {new string('x', 1000)}\r\n", 30));

        var answer = await SendAsync(scene, $"GET http://deb.example.org/debian/pool/a.deb HTTP/1.1\r\nHost: deb.example.org\r\n{endless}");

        answer.Should().StartWith("HTTP/1.1 431 ");
    }

    [Fact]
    public async Task The_right_password_and_an_address_of_the_group_are_served()
    {
        await using var scene = await GatewayScene.StartAsync();
        scene.Put("pool/a+b~1.deb", "content"u8.ToArray());

        var answer = await SendAsync(scene, $"GET http://DEB.example.org/debian/pool/a%2bb~1.deb HTTP/1.1\r\nHost: DEB.example.org\r\n{Authorization(scene)}Connection: close\r\n\r\n");

        answer.Should().StartWith("HTTP/1.1 200 ").And.EndWith("content");
    }

    [Fact]
    public async Task It_listens_on_the_loopback_address_alone_and_not_any_more_when_the_run_is_over()
    {
        var scene = await GatewayScene.StartAsync();
        var address = scene.Gateway.Address;
        address.Host.Should().Be("127.0.0.1");

        await scene.DisposeAsync();

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var connecting = async () => await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        (await connecting.Should().ThrowAsync<SocketException>()).Which.SocketErrorCode.Should().Be(SocketError.ConnectionRefused);
    }

    [Fact]
    public async Task Two_gateways_have_two_passwords()
    {
        await using var one = await GatewayScene.StartAsync();
        await using var other = await GatewayScene.StartAsync();

        one.Gateway.Address.UserInfo.Should().NotBe(other.Gateway.Address.UserInfo);
    }

    private static string Authorization(GatewayScene scene) =>
        $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(scene.Gateway.Address.UserInfo))}\r\n";

    private static async Task<string> SendAsync(GatewayScene scene, string request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        await socket.ConnectAsync(IPAddress.Loopback, scene.Gateway.Address.Port, bound.Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), bound.Token);
        var answer = new StringBuilder();
        var buffer = new byte[8192];
        try
        {
            while (await socket.ReceiveAsync(buffer, bound.Token) is var read and > 0)
            {
                answer.Append(Encoding.ASCII.GetString(buffer, 0, read));

                // What is kept open is not waited for.
                if (answer.ToString() is var text && text.Contains("\r\n\r\n", StringComparison.Ordinal) && !text.Contains("Connection: close", StringComparison.Ordinal) && socket.Available == 0)
                    break;
            }
        }
        catch (SocketException)
        {
            // A connection that is closed while the client still sends may end in a reset.
        }

        return answer.ToString();
    }
}
