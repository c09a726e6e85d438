using KuPkg.Agent.Contracts;
using KuPkg.Agent.Tests.Watch;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Contracts;

/// <summary>Which deleted files make a service old.</summary>
public sealed class ReplacedCodeTests
{
    private static async Task<ServiceProcess> SeenAsync(string program, Action<string> change)
    {
        File.Copy("/bin/sleep", program);
        using var service = new WatchedProgram(program, "643");
        var contract = new ServiceContract { Name = "foo", Packages = ["foo"], Executable = program, Supervisor = Supervisor.None };
        ServiceProcess? seen = null;
        // Of a process that was just started the kernel may not show yet what it runs.
        for (var look = 0; look < 100 && seen is null; look++, await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System))
            seen = (await LookAsync(contract)).Processes.FirstOrDefault(p => p.Id == service.Child.Id);
        seen.Should().NotBeNull();
        seen!.Deleted.Should().BeEmpty();
        change(program);
        return (await LookAsync(contract)).Processes.Single(p => p.Id == service.Child.Id);
    }

    private static async Task<ServiceLook> LookAsync(ServiceContract contract) => (await new ServiceReader(WatchedProgram.Launcher).LookAsync([contract], CancellationToken.None))[0];

    private static void Replace(string program)
    {
        File.Copy("/bin/sleep", program + ".new");
        File.Move(program + ".new", program, overwrite: true);
    }

    [Fact]
    public async Task A_file_that_was_deleted_outside_of_the_system_directories_makes_nothing_old()
    {
        var folder = Directory.CreateDirectory(Path.Join(CodeFolder.Root, $"own-code-{Environment.ProcessId}")).FullName;
        try
        {
            UsrMerge.IsSystemCode(folder).Should().BeFalse("the test has to lie outside of them");
            (await SeenAsync(Path.Join(folder, "sleeper"), Replace)).Deleted.Should().BeEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [SkippableFact]
    public async Task A_file_that_was_replaced_where_packages_put_code_does()
    {
        var folder = $"/opt/kupkg-test-{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Skip.If(true, e.Message);
        }

        try
        {
            (await SeenAsync(Path.Join(folder, "sleeper"), Replace)).Deleted.Should().Equal(Path.Join(folder, "sleeper"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
