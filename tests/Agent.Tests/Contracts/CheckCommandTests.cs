using KuPkg.Agent.Shell;
using KuPkg.Agent.Tests.History;

namespace KuPkg.Agent.Tests.Contracts;

/// <summary><c>kupkg check</c> as a program of its own, where a file of contracts has mistakes.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private readonly TempRoot _root = new();

    private string Folder => Directory.CreateDirectory(Path.Join(_root.Paths.Root, "etc/kupkg/contracts.d")).FullName;

    public void Dispose() => _root.Dispose();

    private void Have(string service, string program) => File.WriteAllText(Path.Join(Folder, $"{service}.toml"), $"""
        [service.{service}]
        packages   = ["{service}"]
        supervisor = "none"

        [[service.{service}.check]]
        exec = ["{program}"]
        """);

    private void HaveMistake() => File.WriteAllText(Path.Join(Folder, "bad.toml"), "[service.bad]\npackages = []\n");

    // kupkg.dll beside the tests is built to bring its own framework along; here it runs on that of the tests.
    private Task<ShortResult> CheckAsync(params string[] arguments)
    {
        string Beside(string file) => Path.Join(AppContext.BaseDirectory, file);
        return new Launcher(TimeProvider.System).RunAsync(
            new Launch(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", "--runtimeconfig", Beside("KuPkg.Agent.Tests.runtimeconfig.json"), "--depsfile", Beside("KuPkg.Agent.Tests.deps.json"), Beside("kupkg.dll"), "check", "--root", _root.Paths.Root, .. arguments]),
            TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task The_others_are_checked_and_the_mistakes_are_told_with_their_places()
    {
        Have("good", "/bin/true");
        HaveMistake();

        var check = await CheckAsync();

        check.Status.Code.Should().Be(78, $"{check.Output}{check.Error}");
        check.Output.Should().Contain("good").And.NotContain("bad");
        check.Error.Should().Contain("bad.toml:2:12  service.bad names no packages").And.Contain("The contracts of these files do not count; the others are checked.");
    }

    [Fact]
    public async Task An_ill_service_counts_more_than_a_mistake()
    {
        Have("ill", "/bin/false");
        HaveMistake();
        (await CheckAsync()).Status.Code.Should().Be(1);
        (await CheckAsync("ill")).Status.Code.Should().Be(1);
    }

    [Fact]
    public async Task A_list_names_those_that_count()
    {
        Have("good", "/bin/true");
        HaveMistake();
        var list = await CheckAsync("--list");
        list.Status.Code.Should().Be(78);
        list.Output.Should().Contain("good").And.NotContain("bad");
    }

    [Fact]
    public async Task Where_no_file_can_be_used_it_is_not_said_that_there_is_none()
    {
        HaveMistake();
        var check = await CheckAsync();
        check.Status.Code.Should().Be(78);
        check.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Without_a_mistake_the_code_is_that_of_the_checks()
    {
        Have("good", "/bin/true");
        var check = await CheckAsync("good");
        check.Status.Code.Should().Be(0);
        check.Error.Should().BeEmpty();
    }
}
