using System.Text;
using KuPkg.Agent.Config;
using KuPkg.Agent.Config.Contracts;
using KuPkg.Policy.Settings;
using KuPkg.Toml;

namespace KuPkg.Agent.Tests.Config.Contracts;

public sealed class ContractReaderTests
{
    private const string Foo = """
        [service.foo]
        packages  = ["foo", "libfoo1"]
        process   = { exe = "/usr/sbin/food", user = "foo" }
        supervisor = "systemd"
        unit      = "foo.service"
        restart   = "kill"
        strays    = "kill"
        stable_for = "10s"
        on_failure = ["kill", "restart", "rollback", "hold", "page"]

        [[service.foo.check]]
        tcp = "127.0.0.1:7000"
        banner = "^foo ready"
        within = "40s"

        [[service.foo.check]]
        http = "http://127.0.0.1:7001/health"
        status = 204
        every = "5m"
        """;

    [Fact]
    public void A_contract_is_read_whole()
    {
        var (contracts, mistakes) = Read(Foo);
        mistakes.Should().BeEmpty();
        contracts.Should().ContainSingle().Which.Contract.Should().BeEquivalentTo(
            new ServiceContract
            {
                Name = "foo", Packages = ["foo", "libfoo1"], Executable = "/usr/sbin/food", User = "foo", Unit = "foo.service", Restart = RestartWay.Kill, Strays = Strays.Kill,
                StableFor = TimeSpan.FromSeconds(10), OnFailure = [Remedy.Kill, Remedy.Restart, Remedy.Rollback, Remedy.Hold, Remedy.Page],
                Checks =
                [
                    new SocketCheck("127.0.0.1:7000", "^foo ready") { Within = TimeSpan.FromSeconds(40) },
                    new HttpCheck("http://127.0.0.1:7001/health", 204, null) { Every = TimeSpan.FromMinutes(5) },
                ],
            },
            static o => o.RespectingRuntimeTypes());
        contracts[0].Place.Should().Be("foo.toml:1:10");
    }

    [Theory]
    [InlineData("[service.foo]\n", "foo.toml:1:10  service.foo names no packages")]
    [InlineData("[service.foo]\npackages = [\"foo\"]\nrestrat = \"kill\"", "foo.toml:3:1  unknown key \"restrat\" in [service.foo]; did you mean \"restart\"?")]
    [InlineData("[service.foo]\npackages = [\"foo\"]\nrestart = \"often\"", "foo.toml:3:11  service.foo.restart: \"often\" is not one of")]
    [InlineData("[service.foo]\npackages = [\"foo\"]\nprocess = \"/usr/sbin/food\"", "foo.toml:3:11  service.foo.process: process is a table")]
    [InlineData("[service.foo]\npackages = [\"foo\"]\n[[service.foo.check]]\ntcp = \"7000\"", "foo.toml:4:7  service.foo.check.tcp: \"7000\" is not HOST:PORT")]
    [InlineData("[service.foo]\npackages = [\"foo\"]\n[[service.foo.check]]\ntcp = \"127.0.0.1:70000\"", "is not HOST:PORT")]
    [InlineData("[service.foo]\npackages = [\"foo\"]\n[[service.foo.check]]\ntcp = \"127.0.0.1:1\"\nbanner = \"(\"", "foo.toml:5:10  service.foo.check.banner: \"(\" is not a regular expression")]
    [InlineData("[service.foo]\npackages = [\"foo\"]\n[[service.foo.check]]\ntcp = \"127.0.0.1:1\"\nbanner = \"(?<=a)b\"", "is not a regular expression without look-arounds")]
    [InlineData("[service.foo]\npackages = [\"foo\"]\n[[service.foo.check]]\nwithin = \"3s\"", "it tests nothing: give one of tcp, unix, http, exec, unit")]
    [InlineData("[service.foo]\npackages = [\"foo\"]\n[[service.foo.check]]\ntcp = \"127.0.0.1:1\"\nunit = \"foo\"", "tcp and unit are two checks")]
    [InlineData("[service.foo]\npackages = [\"foo\"]\n[[service.foo.check]]\nunit = \"foo\"\nstatus = 200", "status and body belong to http, not to unit")]
    [InlineData("[service.foo]\npackages = [\"foo\"]\ncheck = 1", "a check is written below a line [[service.foo.check]]")]
    [InlineData("[foo]\npackages = [\"foo\"]", "foo.toml:1:2  \"foo\" is no contract; a contract begins with a line [service.NAME]")]
    [InlineData("[service.\"a b\"]\npackages = [\"foo\"]", "a name has letters, digits")]
    public void What_is_wrong_is_said_with_its_place(string text, string mistake) =>
        Read(text).Mistakes.Select(static m => m.ToString()).Should().ContainSingle().Which.Should().Contain(mistake);

    [Fact]
    public void All_mistakes_are_told_at_once() =>
        Read("[service.foo]\npackages = 1\nstrays = \"x\"\n[[service.foo.check]]\nhttp = \"ftp://x/\"\ntimeout = \"soon\"\n").Mistakes.Should().HaveCount(4);

    private static (List<PlacedContract> Contracts, List<ConfigMistake> Mistakes) Read(string text)
    {
        var mistakes = new List<ConfigMistake>();
        var parse = TomlDocument.Parse(Encoding.UTF8.GetBytes(text));
        parse.Diagnostics.Should().BeEmpty();
        return ([.. new ContractReader("foo.toml", mistakes).Read(parse.Root)], mistakes);
    }
}
