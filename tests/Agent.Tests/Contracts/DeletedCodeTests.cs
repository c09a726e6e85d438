using KuPkg.Agent.Contracts;
using KuPkg.Agent.Tests.Watch;

namespace KuPkg.Agent.Tests.Contracts;

public sealed class DeletedCodeTests
{
    [Fact]
    public void Who_runs_a_file_that_was_deleted_is_found_and_nobody_else()
    {
        var folder = Directory.CreateDirectory(Path.Join(CodeFolder.Root, $"deleted-{Environment.ProcessId}")).FullName;
        var program = Path.Join(folder, "sleeper");
        File.Copy("/bin/sleep", program);
        using var stale = new WatchedProgram(program, "640");
        using var fresh = new WatchedProgram("/bin/sleep", "641");
        try
        {
            DeletedCode.Find().Should().NotContain(p => p.Process == stale.Child.Id);
            File.Delete(program);

            var found = DeletedCode.Find();

            found.Should().ContainSingle(p => p.Process == stale.Child.Id).Which.Should().Match<StaleProcess>(p => p.Name == "sleeper" && p.Files.Count == 1 && p.Files[0] == program);
            found.Should().NotContain(p => p.Process == fresh.Child.Id);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_file_that_was_replaced_by_another_one_is_deleted_too()
    {
        var folder = Directory.CreateDirectory(Path.Join(CodeFolder.Root, $"replaced-{Environment.ProcessId}")).FullName;
        var program = Path.Join(folder, "sleeper");
        File.Copy("/bin/sleep", program);
        using var stale = new WatchedProgram(program, "642");
        try
        {
            File.Copy("/bin/sleep", program + ".new");
            File.Move(program + ".new", program, overwrite: true);
            // Of a process that was just started the kernel may not show yet what it has mapped.
            IReadOnlyList<string> files = [];
            for (var look = 0; look < 100 && (files = DeletedCode.FilesOf(stale.Child.Id.Pid, new byte[1 << 16])).Count == 0; look++)
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            files.Should().Equal(program);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_process_that_is_gone_has_none() => DeletedCode.FilesOf(1 << 22, new byte[1 << 16]).Should().BeEmpty();
}
