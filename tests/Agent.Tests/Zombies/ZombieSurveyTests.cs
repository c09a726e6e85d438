using KuPkg.Agent.Shell;
using KuPkg.Agent.Tests.Kill;
using KuPkg.Agent.Zombies;
using KuPkg.Policy.Model;
using KuPkg.Policy.Zombies;

namespace KuPkg.Agent.Tests.Zombies;

/// <summary>Real zombies and real replaced files.</summary>
public sealed class ZombieSurveyTests : IDisposable
{
    private readonly string _folder = Directory.CreateDirectory(Path.Join(CodeFolder.Root, $"zombies-{Guid.NewGuid():N}")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Defunct_children_are_found_by_their_parent()
    {
        using var parent = Breeder.Careless(3);
        await Breeder.UntilDefunctAsync(parent.Id, 3);

        var group = (await LookAsync()).Findings.Defunct.Should().ContainSingle(g => g.ParentPid == parent.Id.Pid).Subject;

        group.Zombies.Should().HaveCount(3).And.OnlyContain(z => z.IsDefunct && z.ParentPid == parent.Id.Pid);
        group.Parent.Should().Match<SeenProcess>(p => p.Id == parent.Id && p.Command.Contains("python3") && p.User.Length > 0);
    }

    [Fact]
    public async Task Who_is_defunct_only_until_its_parent_has_come_round_to_it_is_none()
    {
        using var parent = Spawned.Start("python3", "-c", "import os, time\nwhile True:\n    child = os.fork()\n    if child == 0: os._exit(0)\n    time.sleep(0.03)\n    os.waitpid(child, 0)\n");
        await Eventually.TrueAsync(() => LiveTree.Everything().Any(s => s.ParentPid == parent.Id.Pid && s.State == 'Z'), "a child is defunct");
        for (var look = 0; look < 3; look++)
            (await LookAsync()).Findings.Defunct.Should().NotContain(g => g.ParentPid == parent.Id.Pid);
    }

    [Fact]
    public async Task What_became_of_the_file_that_a_process_runs_is_seen()
    {
        string replaced = CopyOfSleep("replaced"), deleted = CopyOfSleep("deleted"), untouched = CopyOfSleep("untouched");
        using var first = Spawned.Start(replaced, "640");
        using var second = Spawned.Start(deleted, "641");
        using var third = Spawned.Start(untouched, "642");
        File.Copy("/bin/sleep", replaced + ".new");
        File.Move(replaced + ".new", replaced, overwrite: true);
        File.Delete(deleted);

        var all = new ProcessReader().ReadAll();

        SeenProcess Of(ProcessId id) => all.Single(p => p.Id == id);
        Of(first.Id).Should().Match<SeenProcess>(p => p.Image == ImageState.Replaced && p.Executable == replaced && p.Deleted.Single() == replaced);
        Of(second.Id).Should().Match<SeenProcess>(p => p.Image == ImageState.Deleted && p.Executable == deleted);
        Of(third.Id).Should().Match<SeenProcess>(p => p.Image == ImageState.Current && p.Executable == untouched && p.Deleted.Count == 0);
        all.Should().NotContain(static p => p.Id.Pid == Environment.ProcessId, "a process does not judge itself");
    }

    [Fact]
    public async Task A_library_that_was_deleted_is_found_in_who_has_it_mapped()
    {
        var library = Path.Join(_folder, "libdeep.so.1");
        var name = Directory.EnumerateFiles("/lib", "libm.so.6", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, MaxRecursionDepth = 2 }).First();
        File.Copy(name, library);
        var ready = Path.Join(_folder, "ready");
        using var user = Spawned.Start("python3", "-c", $"import ctypes, time\nkept = ctypes.CDLL('{library}')\nopen('{ready}', 'w').close()\ntime.sleep(1000)");
        await Eventually.TrueAsync(() => File.Exists(ready), "the library is mapped");
        File.Delete(library);

        new ProcessReader().ReadAll().Single(p => p.Id == user.Id).Should().Match<SeenProcess>(p => p.Image == ImageState.Current && p.Deleted.Single() == library);
    }

    [Fact]
    public async Task What_is_in_a_pid_namespace_of_its_own_is_a_container_s()
    {
        using var outer = Spawned.Start("unshare", "--pid", "--fork", "--kill-child", "python3", "-c", Breeder.CarelessScript(1));
        await Eventually.TrueAsync(() => LiveTree.Everything().Any(s => s.ParentPid == outer.Id.Pid), "the inner process runs");
        var inner = LiveTree.Everything().Single(s => s.ParentPid == outer.Id.Pid).Id;
        await Breeder.UntilDefunctAsync(inner, 1);

        var (_, findings) = await LookAsync();

        findings.Defunct.Single(g => g.ParentPid == inner.Pid).Should().Match<DefunctGroup>(static g => !g.MayBeNudged && g.Remark.Contains("container"));
        findings.InContainers.Should().BeGreaterThan(0);
    }

    private static Task<(HostProcesses Host, ZombieFindings Findings)> LookAsync() =>
        new ZombieSurvey(new Launcher(TimeProvider.System), TimeProvider.System).LookAsync(CancellationToken.None);

    private string CopyOfSleep(string name)
    {
        var path = Path.Join(_folder, name);
        File.Copy("/bin/sleep", path);
        return path;
    }
}
