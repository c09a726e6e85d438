using KuPkg.Agent.Gateway;
using KuPkg.Harness.Mirrors;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>Real apt behind a real gateway, in a root.</summary>
public sealed class FrontTests
{
    // Each would lead apt past the gateway, or to a proxy where nobody listens.
    private const string AdministratorsProxies = """
        Acquire::http::Proxy "http://127.0.0.1:9/";
        Acquire::http::Proxy::mirror.example.org "http://127.0.0.1:9/";
        Acquire::http::Timeout "3";
        Acquire::http::mirror.example.org::Timeout "3";
        """;

    private static readonly Uri Gateway = new("http://kupkg:s3cret@127.0.0.1:9/");

    [SkippableFact]
    public async Task A_refresh_and_a_download_of_an_https_source_go_through_the_gateway_and_leave_the_hosts_lists_and_caches_valid()
    {
        await using var root = await AptRoot.StartAsync([new("aa", "1.0")], [new("aa", "2.0")]);
        root.Write("etc/apt/sources.list", "deb [trusted=yes] https://mirror.example.org/debian stable main\n");
        var folder = root.NewFolder();
        await using var gateway = await StartAsync(root, "https://mirror.example.org/debian");
        var plan = await root.Driver.ReadFrontAsync(Alternates(root, "http://mirror.example.org/debian"), default);
        plan.Warnings.Should().BeEmpty();
        plan.Groups.Should().ContainSingle().Which.ServedAs.Should().Equal("http://mirror.example.org/debian/");

        // Written after the plan: such a proxy would be the gateway's own way out.
        root.Write("etc/apt/apt.conf.d/99proxies", AdministratorsProxies);
        root.Write("etc/apt/apt.conf", AdministratorsProxies);
        var front = await root.Driver.WriteFrontAsync(folder, plan, gateway.Address, default);
        root.Mirror.Requests.Should().NotBeEmpty();
        var asked = root.Mirror.Requests.Count;

        var refresh = await root.RunAsync(root.Driver.Refresh(folder, front));
        var result = await root.Driver.ReadRefreshAsync(refresh, default);
        result.IsComplete.Should().BeTrue(File.ReadAllText(refresh.Tool.OutputPath));
        root.Mirror.Requests.Count.Should().BeGreaterThan(asked, "the lists come from the alternate");

        // The host's own sources say https, and its lists are good for them; nothing is built anew.
        await root.InsideAsync("apt-get", "check");
        var caches = Directory.GetFiles(root.At("var/cache/apt"), "*.bin").ToDictionary(f => f, File.GetLastWriteTimeUtc);
        caches.Should().NotBeEmpty();
        (await root.PlanAsync()).Changes.Should().ContainSingle(c => c.To == "2.0");

        var expected = await root.Driver.ReadExpectedAsync(folder, root.Preferences, front, default);
        expected.Should().ContainSingle().Which.Should().Match<ExpectedFile>(f => f.Address == "http://mirror.example.org/debian/pool/aa_2.0_all.deb" && f.SizeBytes > 0 && f.Hash!.Contains(':'));
        gateway.Expect(expected);
        var download = root.Driver.ReadDownload(await root.RunAsync(root.Driver.Download(folder, root.Preferences, front)));
        download.Error.Should().BeNull();
        Directory.GetFiles(root.At("var/cache/apt/archives"), "aa_2.0*.deb").Should().ContainSingle();
        (await root.PlanAsync()).Changes.Should().ContainSingle();
        Directory.GetFiles(root.At("var/cache/apt"), "*.bin").ToDictionary(f => f, File.GetLastWriteTimeUtc).Should().BeEquivalentTo(caches);
    }

    [SkippableFact]
    public async Task Behind_the_gateway_the_patience_is_apts_own_even_where_an_administrator_set_it_for_the_host()
    {
        await using var root = await AptRoot.StartAsync([], [new("aa", "1.0")]);
        root.Write("etc/apt/sources.list", "deb [trusted=yes] http://mirror.example.org/debian stable main\n");
        root.Write("etc/apt/apt.conf.d/99proxies", AdministratorsProxies);
        root.Write("etc/apt/apt.conf", AdministratorsProxies);
        var plan = await root.Driver.ReadFrontAsync(Alternates(root, "http://mirror.example.org/debian"), default);
        var front = await root.Driver.WriteFrontAsync(root.NewFolder(), plan, Gateway, default);
        (await root.InsideAsync("env", $"APT_CONFIG={front.Environment["APT_CONFIG"]}", "apt-config", "dump", "Acquire::http")).Text.Should()
            .Contain("Acquire::http::mirror.example.org::Timeout \"3600\"").And.Contain($"Acquire::http::Proxy::mirror.example.org \"{Gateway.OriginalString}\"");
    }

    [SkippableFact]
    public async Task Where_the_hosts_configuration_leads_past_the_gateway_that_is_seen_and_told_with_the_cure()
    {
        await using var root = await AptRoot.StartAsync([], [new("aa", "1.0")]);
        root.Write("etc/apt/sources.list", "deb [trusted=yes] http://mirror.example.org/debian stable main\n");
        root.Write("etc/apt/apt.conf.d/99main", "Dir::Etc::main \"/etc/apt/other.conf\";\n");
        var plan = await root.Driver.ReadFrontAsync(Alternates(root, "http://mirror.example.org/debian"), default);
        plan.Groups.Should().ContainSingle();
        var write = () => root.Driver.WriteFrontAsync(root.NewFolder(), plan, Gateway, default);
        (await write.Should().ThrowAsync<IOException>()).Which.Message.Should()
            .Contain("Dir::Etc::main is set to /etc/apt/other.conf").And.Contain("take that line out").And.NotContain(Gateway.UserInfo);
    }

    [SkippableFact]
    public async Task The_password_of_the_gateway_is_in_files_of_roots_alone_and_in_nothing_that_is_told()
    {
        await using var root = await AptRoot.StartAsync([], [new("aa", "1.0")]);
        root.Write("etc/apt/sources.list", "deb [trusted=yes] http://mirror.example.org/debian stable main\n");
        var folder = root.NewFolder();
        await using var gateway = await StartAsync(root, "http://mirror.example.org/debian");
        var plan = await root.Driver.ReadFrontAsync(Alternates(root, "http://mirror.example.org/debian"), default);
        var front = await root.Driver.WriteFrontAsync(folder, plan, gateway.Address, default);
        var password = gateway.Address.UserInfo.Split(':')[1];
        root.Mirror.Fail("*", new MirrorFault.NotFound());

        var tool = root.Driver.Refresh(folder, front);
        tool.Launch.Display.Should().NotContain(password);
        tool.Launch.Environment.Should().NotContain(e => e.Value.Contains(password));
        var end = await root.RunAsync(tool);
        end.Status.IsSuccess.Should().BeFalse();
        File.ReadAllText(tool.OutputPath).Should().NotContain(password).And.Contain("404");

        var holding = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Where(f => File.ReadAllText(f).Contains(password)).ToList();
        holding.Should().ContainSingle().Which.Should().Match<string>(f => File.GetUnixFileMode(f) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [SkippableFact]
    public async Task Without_the_gateways_password_nothing_is_fetched_and_when_it_has_ended_apt_ends_too()
    {
        await using var root = await AptRoot.StartAsync([], [new("aa", "1.0")]);
        root.Write("etc/apt/sources.list", "deb [trusted=yes] http://mirror.example.org/debian stable main\n");
        var folder = root.NewFolder();
        var gateway = await StartAsync(root, "http://mirror.example.org/debian");
        var plan = await root.Driver.ReadFrontAsync(Alternates(root, "http://mirror.example.org/debian"), default);
        var asked = root.Mirror.Requests.Count;
        var wrong = await root.Driver.WriteFrontAsync(folder, plan, new UriBuilder(gateway.Address) { Password = "guessed" }.Uri, default);
        (await root.RunAsync(root.Driver.Refresh(folder, wrong))).Status.IsSuccess.Should().BeFalse();
        root.Mirror.Requests.Count.Should().Be(asked, "nothing is asked of a mirror for a stranger");

        var front = await root.Driver.WriteFrontAsync(folder, plan, gateway.Address, default);
        await gateway.DisposeAsync();
        var refresh = await root.RunAsync(root.Driver.Refresh(folder, front));
        (await root.Driver.ReadRefreshAsync(refresh, default)).Sources.Should().ContainSingle(s => !s.IsFresh && s.Error!.Contains("refused"));
    }

    // The alternate comes first in effect: the source's own name resolves to nothing.
    private static MirrorSettings Alternates(AptRoot root, string address) =>
        new() { Alternates = new Dictionary<string, IReadOnlyList<string>> { [address] = [root.Mirror.Address] } };

    private static async Task<IGateway> StartAsync(AptRoot root, string address)
    {
        var plan = await root.Driver.ReadFrontAsync(Alternates(root, address), default);
        return await GatewayServer.StartAsync(
            new GatewaySetup { Groups = plan.Groups, Access = plan.Access, Limits = new DownloadLimits(), SpoolDirectory = Directory.CreateDirectory(root.NewFolder().File("spool")).FullName },
            TimeProvider.System, () => 0.5, _ => { });
    }
}
