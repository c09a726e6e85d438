using KuPkg.Agent.Contracts.Kicks;
using KuPkg.Policy.Gates;

namespace KuPkg.Agent.Tests.Contracts.Kicks;

public sealed class ServiceHoldsTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("kupkg-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_file_of_its_name_in_one_of_the_directories_holds_a_service_and_its_first_line_says_why()
    {
        string[] directories = [Path.Join(_root.FullName, "none"), _root.CreateSubdirectory("etc").FullName, _root.CreateSubdirectory("run").FullName];
        var holds = new ServiceHolds(directories);
        File.WriteAllText(Path.Join(directories[1], "foo.hold"), " ticket 17 \nand more\n");
        File.WriteAllText(Path.Join(directories[2], "bar.hold"), "");
        Directory.CreateDirectory(Path.Join(directories[2], "baz.hold"));

        holds.Of("foo").Should().Be("ticket 17");
        holds.Of("bar").Should().BeEmpty();
        holds.Of("baz").Should().BeNull("it is no file");
        holds.Of("other").Should().BeNull();
        holds.All().Should().Equal(new HeldService("bar", "", Path.Join(directories[2], "bar.hold")), new HeldService("foo", "ticket 17", Path.Join(directories[1], "foo.hold")));
    }
}
