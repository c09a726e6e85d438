using System.Diagnostics.CodeAnalysis;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.Shell;

public sealed class ReaperTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_thousand_children_leave_no_descriptor_no_thread_and_no_zombie()
    {
        await StartAndAwaitAsync(50);
        var (descriptors, threads) = (Count("/proc/self/fd"), Count("/proc/self/task"));

        var ends = await StartAndAwaitAsync(1000);

        ends.Should().BeEquivalentTo(Enumerable.Range(0, 1000).Select(static n => ExitStatus.Exited(n % 200)));
        // Other tests of this assembly run meanwhile and hold a few of their own.
        Count("/proc/self/fd").Should().BeLessThan(descriptors + 500);
        Count("/proc/self/task").Should().BeLessThan(threads + 50);
        await Sh.Until(() => OwnZombies().Count == 0, "no zombie is left");
    }

    [Fact]
    public async Task A_thousand_short_commands_leave_nothing_either()
    {
        await Sh.RunAsync("echo warm");
        var descriptors = Count("/proc/self/fd");

        for (var batch = 0; batch < 50; batch++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(static n => Sh.RunAsync($"echo {n}; echo e{n} >&2")));
            results.Select(static r => r.Output + r.Error).Should().Equal(Enumerable.Range(0, 20).Select(static n => $"{n}\ne{n}\n"));
        }

        Count("/proc/self/fd").Should().BeLessThan(descriptors + 500, "a leak would be a thousand, and other tests hold some hundred");
        await Sh.Until(() => OwnZombies().Count == 0, "no zombie is left");
    }

    [Fact]
    public async Task An_orphan_comes_to_us_and_is_reaped_when_it_ends()
    {
        var result = await Sh.RunAsync("(exec >/dev/null 2>&1; exec sleep 300) & echo $!");
        var orphan = ProcStat.TryRead(int.Parse(result.Output))!.Value;

        orphan.ParentPid.Should().Be(Environment.ProcessId);
        using var process = PidFd.TryOpen(orphan.Id)!;
        process.Send(SignalNames.Kill);

        await Sh.Until(() => ProcStat.TryRead(orphan.Id.Pid)?.Id != orphan.Id, "the orphan was reaped");
    }

    [Fact]
    public async Task A_daemon_that_left_the_session_is_reaped_too()
    {
        var result = await Sh.RunAsync("setsid sh -c 'sleep 0.3; exit 5' >/dev/null 2>&1 & echo $!");
        var pid = int.Parse(result.Output);

        await Sh.Until(() => ProcStat.TryRead(pid) is not { } stat || stat.ParentPid != Environment.ProcessId, "the daemon was reaped");
    }

    [Fact]
    public async Task Orphans_that_die_beside_our_own_children_never_take_their_exits()
    {
        var runs = Enumerable.Range(0, 100).Select(static n => Sh.RunAsync($"(sleep 0.0{n % 10} &) ; (true &) ; exit {n}"));

        var results = await Task.WhenAll(runs);

        results.Select(static r => r.Status).Should().Equal(Enumerable.Range(0, 100).Select(ExitStatus.Exited));
        await Sh.Until(() => OwnZombies().Count == 0, "no zombie is left");
    }

    [Fact]
    [SuppressMessage("ApiDesign", "RS0030", Justification = "Somebody else's child is just what this test is about.")]
    public async Task A_child_that_somebody_else_in_this_process_started_is_left_to_them()
    {
        using var foreign = System.Diagnostics.Process.Start("sh", ["-c", "exit 9"]);
        await Sh.RunAsync("(true &); sleep 0.2");
        await Sh.RunAsync("(true &); sleep 0.2");

        foreign.WaitForExit();

        foreign.ExitCode.Should().Be(9);
    }

    [SkippableFact]
    public async Task The_exit_of_a_traced_child_is_taken_when_its_tracer_lets_go()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/python3"), "needs root and python3");
        var (fifo, go) = (_folder.File("fifo"), _folder.File("go"));
        await Sh.RunAsync($"mkfifo {fifo}");
        using var child = Sh.Launcher.Start(Sh.Script($"read -r word < {fifo}; exit 5") with { OutputPath = _folder.File("output") });
        // PTRACE_SEIZE: the tracer hears of the exit first, and keeps it until it ends itself.
        var tracer = Sh.Launcher.RunAsync(
            new Launch("python3", ["-c", $"""
                import ctypes, os, time
                assert ctypes.CDLL(None).ptrace(0x4206, {child.Id.Pid}, None, None) == 0
                open("{fifo}", "w").write("end\\n")
                while not os.path.exists("{go}"): time.sleep(0.02)
                """]),
            Sh.Generous);
        await Sh.Until(() => ProcStat.TryRead(child.Id.Pid) is { State: 'Z' }, "the child has ended");
        await Sh.RunAsync("sleep 0.3");
        child.Exited.IsCompleted.Should().BeFalse();

        await File.WriteAllTextAsync(go, "");

        (await tracer).Error.Should().BeEmpty();
        (await child.Exited.WaitAsync(Sh.Generous, TimeProvider.System)).Should().Be(ExitStatus.Exited(5));
    }

    private async Task<IReadOnlyList<ExitStatus>> StartAndAwaitAsync(int count)
    {
        var children = Enumerable.Range(0, count)
            .Select(n => Sh.Launcher.Start(new Launch("sh", ["-c", $"exit {n % 200}"]) { OutputPath = _folder.File("output") }))
            .ToList();
        return await Task.WhenAll(children.Select(static c => c.Exited));
    }

    private static int Count(string folder) => Directory.GetFileSystemEntries(folder).Length;

    // Not those of this process's own session: what other tests start by other ways leaves orphans there, and they are nobody's but theirs.
    private static List<int> OwnZombies()
    {
        var session = ProcStat.TryRead(Environment.ProcessId)!.Value.Session;
        return [.. ProcTable.Pids().Where(pid => ProcStat.TryRead(pid) is { State: 'Z' } stat && stat.ParentPid == Environment.ProcessId && stat.Session != session)];
    }
}
