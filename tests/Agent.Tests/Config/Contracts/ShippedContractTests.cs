using KuPkg.Agent.Config;
using KuPkg.Agent.Config.Contracts;
using KuPkg.Harness;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Config.Contracts;

/// <summary>The contracts that are shipped as examples are read without a mistake, and spare what must be spared.</summary>
public sealed class ShippedContractTests
{
    private static string Examples => Path.Join(Workspace.Repository, "docs/contracts.d");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Examples).Append(Path.Join(Workspace.Repository, "packaging/example-foo/src/contract.toml")).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_is_read_without_a_mistake(string file)
    {
        var set = Load(file);

        set.Mistakes.Should().BeEmpty();
        set.Contracts.Should().ContainSingle().Which.Contract.Checks.Should().HaveCountGreaterThan(1);
    }

    [Fact]
    public void That_of_ssh_leaves_live_sessions_alone()
    {
        var ssh = Of("ssh.toml");

        (ssh.Restart, ssh.Strays).Should().Be((RestartWay.Supervisor, Strays.Report));
        ssh.OnFailure.Should().NotContain(Remedy.Kill);
        ssh.Checks.OfType<ExecCheck>().Should().ContainSingle().Which.At.Should().Be(CheckTime.Before);
        ssh.Checks.OfType<SocketCheck>().Should().ContainSingle().Which.Banner.Should().Be("^SSH-2.0-");
    }

    [Theory]
    [InlineData("postgresql.toml")]
    [InlineData("mariadb.toml")]
    public void Those_of_databases_ask_a_person_and_kill_nothing(string file)
    {
        var database = Of(file);

        (database.Priority, database.Restart, database.Strays).Should().Be((Priority.Critical, RestartWay.Supervisor, Strays.Report));
        database.OnFailure.Should().NotContain([Remedy.Kill, Remedy.Rollback]);
    }

    private static ServiceContract Of(string file) => Load(Path.Join(Examples, file)).Contracts.Single().Contract;

    // In a directory of root's alone, as contracts have to be.
    private static ContractSet Load(string file)
    {
        var root = Workspace.NewDirectory("contracts");
        try
        {
            var directory = Directory.CreateDirectory(Path.Join(root, "etc/kupkg/contracts.d")).FullName;
            File.WriteAllText(Path.Join(directory, "example.toml"), File.ReadAllText(file));
            return ContractLoader.Load(new HostPaths(root));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
