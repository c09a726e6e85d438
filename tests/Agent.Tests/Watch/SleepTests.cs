using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Watch;

public class SleepTests
{
    private const string OnAPseudoTerminal =
        "import os,pty,time\npid,fd=pty.fork()\nif pid==0: os.execvp('{0}',{1})\ntime.sleep(600)";

    [Fact]
    public async Task A_shell_waits_for_its_child_and_the_child_for_time()
    {
        using var program = WatchedProgram.Shell("sleep 620; true");
        var sample = await AsleepAsync(program, 2);
        sample.Processes[0].Wait!.Kind.Should().Be(WaitKind.Child);
        sample.Processes[1].Wait!.Should().Be(new WaitPoint(WaitKind.Timer, "hrtimer_nanosleep"));
    }

    [Theory]
    [InlineData("sh", "['sh','-c','read x']")]
    [InlineData("sh", "['sh','-c','read x < /dev/tty']")]
    [InlineData("python3", "['python3','-c','import select; select.select([0],[],[])']")]
    [InlineData("python3", "['python3','-c','import select; p=select.poll(); p.register(0,select.POLLIN); p.poll()']")]
    [InlineData("python3", "['python3','-c','import select; p=select.epoll(); p.register(0,select.EPOLLIN); p.poll()']")]
    [InlineData("python3", "['python3','-c','import threading; t=threading.Thread(target=input); t.start(); t.join()']")]
    public async Task A_reader_of_a_terminal_waits_for_its_input(string program, string arguments)
    {
        using var python = WatchedProgram.Python(OnAPseudoTerminal.Replace("{0}", program).Replace("{1}", arguments));
        var sampler = python.Sampler();
        var sample = await WatchedProgram.UntilAsync(sampler, static s => s.Processes.Any(static p => p.Wait is { Kind: WaitKind.TerminalInput }));
        var reader = sample.Processes.Single(static p => p.Wait is { Kind: WaitKind.TerminalInput });
        python.EndToo(reader.Id);
        reader.Wait!.Detail.Should().MatchRegex("^/dev/(pts/[0-9]+|tty)$");
        reader.Id.Should().NotBe(python.Child.Id);
    }

    [Fact]
    public async Task Who_looks_at_a_terminal_for_some_seconds_at_a_time_waits_for_more_than_its_input()
    {
        using var python = WatchedProgram.Python(OnAPseudoTerminal.Replace("{0}", "python3")
            .Replace("{1}", "['python3','-c','import select\\nwhile True: select.select([0],[],[],9)']"));
        var sample = await WatchedProgram.UntilAsync(python.Sampler(), static s => s.Processes.Any(static p => p.Wait is { Kind: WaitKind.Poll }));
        python.EndToo(sample.Processes[^1].Id);
    }

    [Fact]
    public async Task A_reader_of_a_pipe_waits_for_a_pipe()
    {
        using var program = WatchedProgram.Shell("sleep 621 | cat; true");
        var sample = await AsleepAsync(program, 3);
        sample.Processes.Single(static p => p.Name == "cat").Wait!.Kind.Should().Be(WaitKind.Pipe);
    }

    [Fact]
    public async Task A_lock_names_its_path_and_who_holds_it()
    {
        using var holder = WatchedProgram.Shell("exec flock FOLDER/lock sleep 622");
        await WatchedProgram.UntilAsync(holder.Sampler(), static s => s.Processes.Count == 2);
        using var waiter = new WatchedProgram("flock", Path.Join(holder.Folder, "lock"), "true");
        var sample = await AsleepAsync(waiter, 1);
        sample.Processes[0].Wait!.Kind.Should().Be(WaitKind.FileLock);
        sample.Processes[0].Wait!.Detail.Should().Be($"lock on {holder.Folder}/lock held by pid {holder.Child.Id} (flock)");
    }

    [Fact]
    public async Task A_lock_whose_taker_has_ended_names_who_has_the_file_open()
    {
        using var holder = WatchedProgram.Shell("exec 9> FOLDER/lock; flock 9; exec sleep 623");
        await WatchedProgram.UntilAsync(holder.Sampler(), static s => s.Processes[0].Name == "sleep");
        using var waiter = new WatchedProgram("flock", Path.Join(holder.Folder, "lock"), "true");
        var sample = await AsleepAsync(waiter, 1);
        sample.Processes[0].Wait!.Detail.Should().Be($"lock on {holder.Folder}/lock held by pid {holder.Child.Id} (sleep)");
    }

    [Theory]
    [InlineData("fcntl.lockf(f, fcntl.LOCK_EX)")]
    [InlineData("fcntl.fcntl(f, 38, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 0, 0, 0))")]
    public async Task Record_locks_name_their_holder_too(string take)
    {
        var script = $"import fcntl,time,struct\nf=open('FILE','w')\n{take}\ntime.sleep(600)";
        using var holder = WatchedProgram.Python(script.Replace("FILE", "FOLDER/lock"));
        await WatchedProgram.UntilAsync(holder.Sampler(), static s => s.Processes[0].Wait is { Kind: WaitKind.Timer });
        using var waiter = WatchedProgram.Python(script.Replace("FILE", $"{holder.Folder}/lock"));
        var sample = await WatchedProgram.UntilAsync(waiter.Sampler(), static s => s.Processes[0].Wait is { Kind: WaitKind.FileLock });
        sample.Processes[0].Wait!.Detail.Should().Contain($"held by pid {holder.Child.Id} (python3");
    }

    [Theory]
    [InlineData("/dev/tty", true)]
    [InlineData("/dev/tty1", true)]
    [InlineData("/dev/ttyS0", true)]
    [InlineData("/dev/console", true)]
    [InlineData("/dev/pts/12", true)]
    [InlineData("/dev/pts/ptmx", false)]
    [InlineData("/dev/ptmx", false)]
    [InlineData("/dev/null", false)]
    [InlineData("pipe:[1]", false)]
    public void Only_a_terminal_s_own_side_is_a_terminal(string target, bool isTerminal) => SleepReader.IsTerminal(target).Should().Be(isTerminal);

    [Fact]
    public void The_lock_table_tells_the_holder_above_its_waiters()
    {
        const string Table = """
            1: POSIX  ADVISORY  WRITE 811 fe:00:100 0 EOF
            1: -> POSIX  ADVISORY  WRITE 900 fe:00:100 0 EOF
            1:  -> POSIX  ADVISORY  WRITE 901 fe:00:100 0 EOF
            2: FLOCK  ADVISORY  WRITE 812 fe:00:200 0 EOF
            3: OFDLCK ADVISORY  WRITE -1 fe:00:300 0 EOF
            3: -> OFDLCK ADVISORY  WRITE -1 fe:00:300 0 EOF
            """;
        LockWait.HolderOf(Table, 900, 100).Should().Be(811);
        LockWait.HolderOf(Table, 901, 100).Should().Be(811);
        LockWait.HolderOf(Table, 902, 300).Should().Be(-1);
        LockWait.HolderOf(Table, 903, 200).Should().BeNull();
    }

    private static Task<TreeSample> AsleepAsync(WatchedProgram program, int count) => WatchedProgram.UntilAsync(
        program.Sampler(), s => s.Processes.Count == count && s.Processes.All(static p => p.Wait is not null));
}
