using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Tests.Schedule;

public sealed class OwnProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kupkg-own-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_was_put_in_its_place_is_seen_and_one_that_is_gone_is_not_a_new_one()
    {
        var path = Path.Join(_folder, "program");
        File.WriteAllText(path, "old");
        var own = new OwnProgram(path);
        own.IsReplaced.Should().BeFalse();

        File.WriteAllText(path + ".dpkg-new", "new");
        File.SetLastWriteTimeUtc(path + ".dpkg-new", File.GetLastWriteTimeUtc(path));
        own.IsReplaced.Should().BeFalse();
        File.Move(path + ".dpkg-new", path, overwrite: true);
        own.IsReplaced.Should().BeTrue("same length and time, another file");

        File.Delete(path);
        own.IsReplaced.Should().BeFalse();
    }

    [Fact]
    public void Everything_is_loaded_in_advance()
    {
        OwnProgram.LoadAll();
        AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name).Should().Contain(["Quartz", "System.CommandLine", "KuPkg.Policy"]);
    }
}
