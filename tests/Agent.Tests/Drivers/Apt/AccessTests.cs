using KuPkg.Agent.Drivers.Apt.Access;
using KuPkg.Agent.Gateway;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>How apt reaches a repository. The rules were compared with apt 2.6 against a server that shows what it is sent.</summary>
public sealed class AccessTests
{
    private const string Address = "http://h.example.org:8080/debian/";

    [Theory]
    [InlineData(Address, "machine http://h.example.org:8080/debian login joe password pw", "joe:pw")]
    [InlineData(Address, "machine http://h.example.org:8080 login joe password pw", "joe:pw")]
    [InlineData(Address, "machine http://h.example.org login joe password pw", "joe:pw")]
    [InlineData(Address, "machine http://h.example.org/debian login joe password pw", "")]
    [InlineData(Address, "machine h.example.org:8080 login joe password pw", "")]
    [InlineData(Address, "machine http://h.example.org:8080/deb login joe password pw", "joe:pw")]
    [InlineData(Address, "machine http://h.example.org:8080/other login joe password pw", "")]
    [InlineData(Address, "machine http://h.example.org:8080/\nlogin joe\n\tpassword pw\n", "joe:pw")]
    [InlineData(Address, "machine http://h.example.org:8080 login joe password pw\nmachine http://h.example.org:8080/debian login two password p2", "joe:pw")]
    [InlineData(Address, "machine https://h.example.org:8080 login no password no\nmachine http://h.example.org password pw login joe", "joe:pw")]
    [InlineData(Address, "machine http://h.example.org login joe\nmachine http://h.example.org login two password p2", "joe:")]
    [InlineData(Address, "default login joe password pw", "")]
    [InlineData("https://h.example.org/debian/", "machine h.example.org/debian login joe password pw", "joe:pw")]
    [InlineData("https://h.example.org/debian/", "machine http://h.example.org login joe password pw", "")]
    [InlineData("https://evil.h.example.org/", "machine h.example.org login joe password pw", "")]
    [InlineData("https://h.example.org.evil.example/", "machine h.example.org login joe password pw", "")]
    [InlineData("https://h.example.org/", "machine", "")]
    public void The_first_entry_for_an_address_counts(string address, string text, string login) =>
        (AuthFile.For(new Uri(address), text) is { } found ? $"{found.User}:{found.Password}" : "").Should().Be(login);

    [Theory]
    [InlineData("http://h.example.org/", "", "", "")]
    [InlineData("http://h.example.org/", "Acquire::http::Proxy \"http://p:1\";", "", "http://p:1")]
    [InlineData("https://h.example.org/", "Acquire::http::Proxy \"http://p:1\";", "", "http://p:1")]
    [InlineData("https://h.example.org/", "Acquire::http::Proxy \"http://p:1\";\nAcquire::https::Proxy \"http://s:1\";", "", "http://s:1")]
    [InlineData("http://h.example.org/", "Acquire::http::Proxy \"http://p:1\";\nAcquire::http::Proxy::H.example.org \"DIRECT\";", "", "")]
    [InlineData("http://h.example.org/", "Acquire::http::h.example.org::Proxy \"http://own:1\";\nAcquire::http::Proxy \"http://p:1\";", "", "http://own:1")]
    [InlineData("http://h.example.org/", "", "http_proxy=http://e:1", "http://e:1")]
    [InlineData("https://h.example.org/", "", "http_proxy=http://e:1 https_proxy=http://es:1", "http://es:1")]
    [InlineData("http://h.example.org/", "Acquire::http::Proxy \"http://p:1\";", "no_proxy=localhost,.EXAMPLE.org", "")]
    [InlineData("http://h.example.org/", "Acquire::http::Proxy \"http://p:1\";", "no_proxy=example.net,", "http://p:1")]
    public void The_proxy_is_that_which_apt_would_take(string address, string config, string environment, string proxy)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);
        new ProxyRules(AptConfig.Parse(config.Split('\n')), variables).For(new Uri(address), null).Should().Be(proxy);
    }

    [Fact]
    public void A_program_is_asked_unless_the_host_has_a_setting_of_its_own()
    {
        var rules = new ProxyRules(AptConfig.Parse(["Acquire::http::Proxy-Auto-Detect \"/usr/bin/find-proxy\";", "Acquire::http::Proxy::own.example.org \"DIRECT\";"]), new Dictionary<string, string>());
        rules.ProgramFor(new Uri("http://h.example.org/")).Should().Be("/usr/bin/find-proxy");
        rules.ProgramFor(new Uri("http://own.example.org/")).Should().BeNull();
        rules.ProgramFor(new Uri("https://h.example.org/")).Should().BeNull();
        rules.For(new Uri("http://h.example.org/"), "http://found.example.net:3128/").Should().Be("http://found.example.net:3128/");
        rules.For(new Uri("http://h.example.org/"), "DIRECT").Should().BeEmpty();
    }

    [Fact]
    public void All_that_apt_knows_of_a_mirror_is_read()
    {
        var access = Read(
            "https://h.example.org/debian/",
            "Acquire::https::h.example.org::CaInfo \"/etc/ca.pem\";\nAcquire::https::CaInfo \"/etc/all.pem\";\nAcquire::https::SslCert \"/etc/c.pem\";\nAcquire::http::SslKey \"/etc/k.pem\";\n"
            + "Acquire::https::Verify-Host \"false\";\nAcquire::http::Dl-Limit \"70\";\nAcquire::http::User-Agent \"Tests\";\nAcquire::http::Proxy \"http://u:p@proxy.example.net:3128\";",
            "machine h.example.org login joe password pw");
        access.Should().Be(new UpstreamAccess
        {
            CaFile = "/root/etc/ca.pem", ClientCertificateFile = "/root/etc/c.pem", ClientKeyFile = "/root/etc/k.pem", VerifyHost = false, DlLimitKibPerSecond = 70, UserAgent = "Tests",
            Proxy = new Uri("http://u:p@proxy.example.net:3128"), User = "joe", Password = "pw",
        });
        Read("https://joe:s%40c@h.example.org/", "", "machine h.example.org login other password x").Should().Match<UpstreamAccess>(a => a.User == "joe" && a.Password == "s@c");
    }

    [Theory]
    [InlineData("Acquire::http::Proxy \"socks5h://joe:s3cret@proxy.example.net:9050\";", "its proxy socks5h://joe:***@proxy.example.net:9050 is not one of plain http")]
    [InlineData("Acquire::https::CrlFile \"/etc/crl.pem\";", "Acquire::https::CrlFile is set, which only apt itself observes")]
    public void What_only_apt_can_do_is_left_to_it(string config, string why)
    {
        Reader(config, "").TryRead(new Uri("https://h.example.org/"), null, out var access, out var said).Should().BeFalse();
        access.Should().BeNull();
        said.Should().Be(why);
    }

    [Fact]
    public void A_path_is_put_together_from_its_parents()
    {
        var config = AptConfig.Parse(["Dir \"/\";", "Dir::Etc \"etc/apt\";", "Dir::Etc::netrc \"auth.conf\";", "Dir::Etc::main \"/own/apt.conf\";"]);
        config.FindPath("Dir::Etc::netrc").Should().Be("/etc/apt/auth.conf");
        config.FindPath("Dir::Etc::main").Should().Be("/own/apt.conf");
        config.FindPath("Dir::Etc::absent").Should().BeEmpty();
    }

    private static UpstreamAccess Read(string address, string config, string auth)
    {
        Reader(config, auth).TryRead(new Uri(address), null, out var access, out var why).Should().BeTrue(why);
        return access!;
    }

    private static AccessReader Reader(string config, string auth)
    {
        var parsed = AptConfig.Parse(config.Split('\n'));
        return new AccessReader(parsed, new ProxyRules(parsed, new Dictionary<string, string>()), [auth], path => $"/root{path}");
    }
}
