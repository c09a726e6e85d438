using KuPkg.Agent.Contracts;
using KuPkg.Agent.History;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Tests.History;
using KuPkg.Agent.Tests.Kill;
using KuPkg.Agent.Zombies;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Zombies;

namespace KuPkg.Agent.Tests.Zombies;

/// <summary>A cleaning of real zombies and old instances; only those that a test has made are handed to it.</summary>
public sealed class CleanerTests : IDisposable
{
    private const string NoUnit = "no-such-unit-of-a-test.service";

    private static readonly ServiceContract Contract = new() { Name = "breeder", Packages = ["breeder"], Unit = NoUnit };

    private readonly TempRoot _root = new();
    private readonly string _folder = Directory.CreateDirectory(Path.Join(CodeFolder.Root, $"cleaner-{Guid.NewGuid():N}")).FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _root.Dispose();
    }

    [Fact]
    public async Task A_nudge_helps_a_parent_that_reaps_when_it_is_told_and_is_in_the_history()
    {
        using var parent = Breeder.Forgetful(3);
        await Breeder.UntilDefunctAsync(parent.Id, 3);
        // Its handler is set by then.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);

        var report = await CleanAsync(parent.Id.Pid);

        report.Should().Match<CleanReport>(static r => r.IsClean && r.DefunctLeft == 0 && r.Acts.Count == 1);
        Recorded().Single().Should().Match<ServiceAct>(static a => a.By == "zombies --clean" && a.Act == "nudge" && a.IsSuccess && a.Text == "SIGCHLD sent: 3 of 3 gone");
    }

    [Fact]
    public async Task A_parent_that_does_not_care_keeps_its_zombies_and_its_life_and_that_is_said()
    {
        using var parent = Breeder.Careless(2);
        await Breeder.UntilDefunctAsync(parent.Id, 2);

        var report = await CleanAsync(parent.Id.Pid);

        report.Should().Match<CleanReport>(static r => !r.IsClean && r.DefunctLeft == 2);
        report.Spared.Should().ContainSingle().Which.Should().StartWith("2 defunct children of");
        Recorded().Single().Should().Match<ServiceAct>(static a => a.Act == "nudge" && !a.IsSuccess && a.Text == "SIGCHLD sent: 0 of 2 gone, 2 still defunct");
        parent.HasEnded.Should().BeFalse();
    }

    [Fact]
    public async Task An_old_instance_that_is_not_named_is_left_alone_and_one_that_is_ends()
    {
        var program = Replaced(out var old);
        using (old)
        {
            (await CleanOldAsync(old, program, new ZombieSettings())).Should().Match<CleanReport>(static r => r.IsClean && r.Acts.Count == 0 && r.Spared.Count == 1);
            old.HasEnded.Should().BeFalse();

            (await CleanOldAsync(old, program, new ZombieSettings { Kill = [program] })).IsClean.Should().BeTrue();

            (await old.ExitAsync()).Should().Be(-15);
            Recorded().Single().Should().Match<ServiceAct>(static a => a.Act == "end" && a.IsSuccess && a.Text == "it ended after SIGTERM");
        }
    }

    [Fact]
    public async Task What_runs_the_file_on_disk_is_never_ended()
    {
        var program = Path.Join(_folder, "fresh");
        File.Copy("/bin/sleep", program);
        using var fresh = Spawned.Start(program, "650");

        var report = await CleanOldAsync(fresh, program, new ZombieSettings { Kill = [program] });

        report.Acts.Single().Should().Match<ServiceAct>(static a => !a.IsSuccess && a.Text.Contains("left alone"));
        fresh.HasEnded.Should().BeFalse();
    }

    [Fact]
    public async Task Who_ignores_SIGTERM_is_killed_after_its_grace()
    {
        var program = Path.Join(_folder, "stubborn");
        File.Copy("/bin/sh", program);
        var ready = Path.Join(_folder, "ready");
        using var old = Spawned.Start(program, "-c", $"trap '' TERM; touch {ready}; while :; do sleep 1; done");
        await Eventually.TrueAsync(() => File.Exists(ready), "it ignores SIGTERM");
        File.Delete(program);

        (await CleanOldAsync(old, program, new ZombieSettings { Kill = [program] })).Acts.Single().Text.Should().Contain("SIGKILL did");

        (await old.ExitAsync()).Should().Be(-9);
    }

    [Fact]
    public async Task A_service_that_somebody_is_at_is_left_for_the_next_time_and_he_is_named()
    {
        using var parent = Breeder.Careless(1);
        await Breeder.UntilDefunctAsync(parent.Id, 1);
        // The lock goes by the contract's name, as a kick takes it, not by the unit's.
        using (ServiceLock.TryTake(_root.Paths.RuntimeDirectory, Contract.Name))
        {
            var left = await CleanServiceAsync(parent);
            left.Acts.Should().OnlyContain(static a => a.Act == "nudge");
            left.Spared.Should().ContainSingle().Which.Should().Contain($"(pid {Environment.ProcessId}) is at {NoUnit} at this moment; it is left for the next time");
        }

        // No such unit is there to be restarted: that it was tried is what counts.
        (await CleanServiceAsync(parent)).Acts.Should().ContainSingle(static a => a.Act == "restart").Which.Should().Match<ServiceAct>(static a => a.Service == "breeder" && !a.IsSuccess);
    }

    private async Task<CleanReport> CleanServiceAsync(Spawned parent)
    {
        var group = $"/system.slice/{NoUnit}";
        var all = new ProcessReader().ReadAll().Where(p => p.Id == parent.Id || p.ParentPid == parent.Id.Pid).Select(p => p with { Cgroup = group }).ToList();
        var host = new HostProcesses(all) { IsSystemd = true, Units = new Dictionary<string, UnitState> { [NoUnit] = new(NoUnit) { ActiveState = "active", SubState = "running" } } };
        return await CleanAsync(host, new ZombieFindings(DefunctGroups.Find(host), [], [], []), new KuPkgSettings { Zombies = new ZombieSettings { Restart = [NoUnit], After = TimeSpan.Zero } });
    }

    private static SeenProcess Seen(Spawned process) => new ProcessReader().ReadAll().Single(p => p.Id == process.Id);

    private async Task<CleanReport> CleanAsync(int parent)
    {
        var (host, findings) = await new ZombieSurvey(new Launcher(TimeProvider.System), TimeProvider.System).LookAsync(CancellationToken.None);
        return await CleanAsync(host, new ZombieFindings([.. findings.Defunct.Where(g => g.ParentPid == parent)], [], [], []), new KuPkgSettings());
    }

    private Task<CleanReport> CleanOldAsync(Spawned old, string program, ZombieSettings settings)
    {
        // On a machine with systemd a test runs within a session, whose processes are nobody's to end.
        var seen = Seen(old) with { Cgroup = "/", Executable = program };
        return CleanAsync(new HostProcesses([seen]), new ZombieFindings([], [new OldInstance(seen, "old")], [], []), new KuPkgSettings { Zombies = settings });
    }

    private async Task<CleanReport> CleanAsync(HostProcesses host, ZombieFindings findings, KuPkgSettings settings)
    {
        using var journal = Journal.Open(_root.Paths, TimeProvider.System, out _);
        return await new Cleaner(new Launcher(TimeProvider.System), journal, settings, [Contract], _root.Paths.RuntimeDirectory, TimeProvider.System).CleanAsync(host, findings, CancellationToken.None);
    }

    private IReadOnlyList<ServiceAct> Recorded()
    {
        using var history = HistoryReader.Open(_root.Paths);
        return history.ServiceActs(10);
    }

    private string Replaced(out Spawned old)
    {
        var program = Path.Join(_folder, "replaced");
        File.Copy("/bin/sleep", program);
        old = Spawned.Start(program, "651");
        File.Copy("/bin/sleep", program + ".new");
        File.Move(program + ".new", program, overwrite: true);
        return program;
    }
}
