using KuPkg.Agent.Locks;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Tests.Shell;

namespace KuPkg.Agent.Tests.Runs;

public sealed class SecondLinkTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _program;

    public SecondLinkTests()
    {
        _program = _folder.File("program");
        File.Copy("/bin/sleep", _program);
    }

    private string Links => _folder.File("bin");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_the_same_file_and_stays_when_the_program_is_replaced()
    {
        var link = new SecondLink(Links, _program).Make();

        FileKey.Of(link).Should().Equal(FileKey.Of(_program), "nothing is copied where a link can be made");
        File.Copy("/bin/true", _folder.File("new"));
        File.Move(_folder.File("new"), _program, overwrite: true);
        File.ReadAllBytes(link).Should().Equal(File.ReadAllBytes("/bin/sleep"));
    }

    [Fact]
    public void It_is_made_once_for_each_version_and_root_s_alone()
    {
        var second = new SecondLink(Links, _program);
        var first = second.Make();

        second.Make().Should().Be(first);
        File.SetLastWriteTimeUtc(_program, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        second.Make().Should().NotBe(first);
        Directory.GetFiles(Links, "*", SearchOption.AllDirectories).Should().HaveCount(2);
        File.GetUnixFileMode(Links).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void A_program_whose_file_was_deleted_is_copied_from_the_process()
    {
        using var process = Start(_program);
        File.Delete(_program);

        var second = new SecondLink(Links, $"/proc/{process.Id.Pid}/exe");
        var link = second.Make();

        File.ReadAllBytes(link).Should().Equal(File.ReadAllBytes("/bin/sleep"));
        File.GetUnixFileMode(link).Should().HaveFlag(UnixFileMode.UserExecute);
        Directory.GetFiles(Path.GetDirectoryName(link)!).Should().Equal(link);
    }

    [Fact]
    public void On_another_file_system_it_is_a_copy_which_is_made_once_and_again_when_it_is_not_whole()
    {
        using var elsewhere = new OnAnotherFileSystem();
        Device(elsewhere.Path).Should().NotBe(Device(_folder.Path), "the test needs two file systems");
        var second = new SecondLink(Path.Join(elsewhere.Path, "bin"), _program);

        var link = second.Make();
        var made = FileKey.Of(link);
        second.Make();
        FileKey.Of(link).Should().Equal(made, "it is not copied again");

        using (var file = File.OpenWrite(link))
            file.SetLength(100);
        second.Make().Should().Be(link);
        File.ReadAllBytes(link).Should().Equal(File.ReadAllBytes(_program));
    }

    [Fact]
    public void What_no_process_executes_is_removed()
    {
        var second = new SecondLink(Links, _program);
        var executed = second.Make();
        using var process = Start(executed);
        File.SetLastWriteTimeUtc(_program, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        var unused = second.Make();

        second.RemoveUnused().Should().BeNull();

        File.Exists(executed).Should().BeTrue();
        Directory.Exists(Path.GetDirectoryName(unused)).Should().BeFalse();
    }

    [Fact]
    public void A_directory_that_others_may_write_to_is_not_used()
    {
        Directory.CreateDirectory(Links);
        File.SetUnixFileMode(Links, (UnixFileMode)0b111_111_111);

        var make = () => new SecondLink(Links, _program).Make();

        make.Should().Throw<IOException>().WithMessage("*others than root may write*");
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_told_and_no_end()
    {
        File.WriteAllText(Links, "a file is in the way");

        new SecondLink(Links, _program).TryExecute().Should().Contain(Links).And.Contain(_program).And.Contain("The run goes on");
        new SecondLink(Links, _program).RemoveUnused().Should().Contain(Links);
    }

    private static (uint, uint) Device(string path) => (FileKey.Of(path)[0].Major, FileKey.Of(path)[0].Minor);

    private Sleeper Start(string program) => new(new Launcher(TimeProvider.System, null).Start(new Launch(program, ["60"]) { OutputPath = _folder.File("output") }));

    private sealed class Sleeper(IChild child) : IDisposable
    {
        public Policy.Model.ProcessId Id => child.Id;

        public void Dispose()
        {
            SessionSweep.Kill(child.Id);
            child.Dispose();
        }
    }

    private sealed class OnAnotherFileSystem : IDisposable
    {
        public string Path { get; } = Directory.CreateDirectory($"/dev/shm/kupkg-{Environment.ProcessId}").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
