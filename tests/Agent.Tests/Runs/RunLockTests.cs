using KuPkg.Agent.Runs;

namespace KuPkg.Agent.Tests.Runs;

public sealed class RunLockTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kupkg-lock-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Only_one_run_has_the_lock_and_the_next_gets_it_when_it_is_given_up()
    {
        var path = Path.Join(_directory, "run.lock");
        using (var first = RunLock.TryTake(path))
        {
            first.Should().NotBeNull();
            RunLock.TryTake(path).Should().BeNull();
        }

        using var second = RunLock.TryTake(path);
        second.Should().NotBeNull();
    }

    [Fact]
    public void A_file_that_is_left_behind_is_no_lock()
    {
        var path = Path.Join(_directory, "run.lock");
        File.WriteAllText(path, "4711");
        using var taken = RunLock.TryTake(path);
        taken.Should().NotBeNull();
    }
}
