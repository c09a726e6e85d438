using KuPkg.Agent.Tests.Kill;
using KuPkg.Policy.Locks;

namespace KuPkg.Agent.Tests.Locks;

/// <summary>Real processes with the names of package managers, and what is found out about them from their locks.</summary>
[Collection("processes")]
public sealed class HolderReaderTests : IDisposable
{
    private readonly LockScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Nobody_holds_a_file_that_merely_exists() => _scene.Owners().Should().BeEmpty();

    [Fact]
    public async Task A_package_manager_is_known_with_its_user_and_age()
    {
        using var apt = _scene.Manager("apt-get", "sleep 1000");

        var holder = (await _scene.OwnerAsync()).Holder;

        holder.Should().BeEquivalentTo(new { Kind = HolderKind.Manager, Top = apt.Id, Name = "apt-get", User = "root", Terminal = (string?)null });
        holder.Age.Should().NotBeNull();
        holder.Who.Should().StartWith($"apt-get (pid {apt.Id}), root");
    }

    [Fact]
    public async Task The_topmost_package_manager_is_named_and_its_locks_together()
    {
        // apt-get holds one lock, the dpkg below it the other.
        using var apt = _scene.Manager("apt-get", _scene.Command("dpkg", "sleep 1000", LockScene.Second) + "; true");

        await _scene.OwnerAsync(LockScene.Second);
        var owner = _scene.Owners().Should().ContainSingle().Subject;

        owner.Holder.Should().BeEquivalentTo(new { Kind = HolderKind.Manager, Top = apt.Id, Name = "apt-get" });
        owner.Paths.Should().Equal(_scene.Path(LockScene.First), _scene.Path(LockScene.Second));
    }

    [Fact]
    public async Task What_a_package_manager_started_belongs_to_it()
    {
        using var dpkg = _scene.Start("dpkg", $"import subprocess; subprocess.run(['python3', '{_scene.Script("helper", LockScene.First, "time.sleep(1000)")}'])", locks: null);

        (await _scene.OwnerAsync()).Holder.Should().BeEquivalentTo(new { Kind = HolderKind.Manager, Top = dpkg.Id, Name = "dpkg" });
    }

    [Fact]
    public async Task Another_program_is_said_to_be_one()
    {
        using var backup = _scene.Manager("backup", "sleep 1000");

        (await _scene.OwnerAsync()).Holder.Should().BeEquivalentTo(new { Kind = HolderKind.Unknown, Top = backup.Id });
    }

    [Fact]
    public async Task One_in_a_pid_namespace_below_ours_is_said_to_be_in_a_container()
    {
        using var nested = Spawned.Start("/usr/bin/unshare", "--pid", "--fork", "--kill-child", "python3", _scene.Script("apt-get", LockScene.First, "time.sleep(1000)"));

        var holder = (await _scene.OwnerAsync()).Holder;

        holder.Kind.Should().Be(HolderKind.Container);
        holder.Who.Should().Contain("container");
    }

    [Fact]
    public async Task One_on_a_terminal_is_interactive()
    {
        using var apt = Spawned.Start("/usr/bin/script", "-qec", $"python3 {_scene.Script("apt-get", LockScene.First, "time.sleep(1000)")}", "/dev/null");

        var holder = (await _scene.OwnerAsync()).Holder;

        holder.Terminal.Should().StartWith("pts/");
        holder.IsInteractive.Should().BeTrue();
    }
}
