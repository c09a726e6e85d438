using System.Runtime.InteropServices;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Tests.Shell;

public sealed partial class LaunchTests : IDisposable
{
    private const int SetDescriptorFlags = 2;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_exit_code_is_seen()
    {
        var result = await Sh.RunAsync("exit 7");

        result.Status.Should().Be(ExitStatus.Exited(7));
        result.IsSuccess.Should().BeFalse();
    }

    [Fact]
    public async Task An_end_by_signal_is_seen()
    {
        var result = await Sh.RunAsync("kill -SEGV $$");

        result.Status.Should().Be(ExitStatus.Signaled(11));
    }

    [Fact]
    public async Task The_environment_is_exactly_the_given_one()
    {
        var launch = new Launch("env", []) { Environment = new Dictionary<string, string> { ["PATH"] = "/nowhere", ["GREETING"] = "grüß Gott\n=" } };

        var result = await Sh.Launcher.RunAsync(launch, Sh.Generous);

        result.Output.Should().Be("PATH=/nowhere\nGREETING=grüß Gott\n=\n");
    }

    [Fact]
    public async Task The_working_directory_is_the_given_one_and_the_root_by_default()
    {
        var given = await Sh.Launcher.RunAsync(new Launch("pwd", ["-P"]) { WorkingDirectory = _folder.Path }, Sh.Generous);
        var byDefault = await Sh.Launcher.RunAsync(new Launch("pwd", ["-P"]), Sh.Generous);

        given.Output.Should().Be(_folder.Path + "\n");
        byDefault.Output.Should().Be("/\n");
    }

    [Fact]
    public async Task Standard_input_is_empty()
    {
        var result = await Sh.RunAsync("readlink /proc/self/fd/0; cat");

        result.Output.Should().Be("/dev/null\n");
    }

    [Fact]
    public async Task A_child_leads_a_session_and_a_group_of_its_own_without_a_terminal()
    {
        // Fields 5 to 7 of stat: process group, session, terminal.
        var result = await Sh.RunAsync("read -r stat < /proc/$$/stat; set -- $stat; echo $$ $5 $6 $7; (: < /dev/tty) 2>/dev/null || echo none");

        var lines = result.Output.Split('\n');
        var numbers = lines[0].Split(' ');
        numbers[1].Should().Be(numbers[0]);
        numbers[2].Should().Be(numbers[0]);
        numbers[3].Should().Be("0");
        lines[1].Should().Be("none");
    }

    [Fact]
    public async Task Signals_have_their_defaults_although_this_process_ignores_some()
    {
        (Mask("SigIgn", await File.ReadAllTextAsync("/proc/self/status")) & (1L << (SignalNames.Pipe - 1))).Should().NotBe(0, "the runtime ignores SIGPIPE");

        var result = await Sh.Launcher.RunAsync(new Launch("cat", ["/proc/self/status"]), Sh.Generous);

        Mask("SigIgn", result.Output).Should().Be(0);
        Mask("SigBlk", result.Output).Should().Be(0);
        Mask("SigCgt", result.Output).Should().Be(0);
    }

    [Fact]
    public async Task Chosen_descriptors_are_open_for_appending_and_no_other()
    {
        var (status, extra, output) = (_folder.File("status"), _folder.File("extra"), _folder.File("output"));
        await File.WriteAllTextAsync(status, "before\n");
        using var leak = File.OpenHandle(_folder.File("leak"), FileMode.Create, FileAccess.Write);
        MakeInheritable(leak, SetDescriptorFlags, 0).Should().Be(0, "a careless caller of ours may leave such a one open");
        var launch = Sh.Script("echo nine >&9; echo three >&3; for fd in /proc/$$/fd/*; do readlink $fd; done; exit 3") with
        {
            OutputPath = output,
            Descriptors = new Dictionary<int, string> { [9] = status, [3] = extra },
        };

        using var child = Sh.Launcher.Start(launch);
        (await child.Exited).Should().Be(ExitStatus.Exited(3));

        (await File.ReadAllTextAsync(status)).Should().Be("before\nnine\n");
        (await File.ReadAllTextAsync(extra)).Should().Be("three\n");
        (await File.ReadAllLinesAsync(output)).Should().BeEquivalentTo(["/dev/null", output, output, extra, status]);
        File.GetUnixFileMode(output).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Any_numbers_can_be_chosen_even_those_of_our_own_descriptors()
    {
        // Our next descriptors have numbers in this range, and with targets in falling order each source is in the way of an earlier target.
        var numbers = Enumerable.Range(400, 600).Reverse().ToDictionary(n => n, n => _folder.File($"{n}"));
        var launch = Sh.Script("for fd in /proc/$$/fd/*; do [ ! -e $fd ] || echo ${fd##*/} $(readlink $fd); done") with { OutputPath = _folder.File("output"), Descriptors = numbers };

        using var child = Sh.Launcher.Start(launch);
        (await child.Exited).IsSuccess.Should().BeTrue();

        var open = (await File.ReadAllLinesAsync(_folder.File("output"))).Select(l => l.Split(' ')).ToDictionary(p => int.Parse(p[0]), p => p[1]);
        open.Where(o => o.Key > 2).Should().BeEquivalentTo(numbers);
    }

    [Fact]
    public void A_standard_descriptor_cannot_be_chosen()
    {
        var launch = Sh.Script(":") with { OutputPath = _folder.File("output"), Descriptors = new Dictionary<int, string> { [2] = _folder.File("x") } };

        FluentActions.Invoking(() => Sh.Launcher.Start(launch)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task The_identity_is_that_of_the_child()
    {
        using var child = Sh.Launcher.Start(Sh.Script("exec sleep 60") with { OutputPath = _folder.File("output") });
        using var process = PidFd.TryOpen(child.Id)!;

        ProcStat.TryRead(child.Id.Pid)!.Value.ParentPid.Should().Be(Environment.ProcessId);
        process.Send(SignalNames.Terminate).Should().Be(0);
        (await child.Exited).Should().Be(ExitStatus.Signaled(SignalNames.Terminate));
    }

    [Fact]
    public async Task A_disposed_child_lives_on_and_is_reaped()
    {
        var child = Sh.Launcher.Start(Sh.Script("sleep 0.2; exit 4") with { OutputPath = _folder.File("output") });
        child.Dispose();

        (await child.Exited).Should().Be(ExitStatus.Exited(4));
        Directory.Exists($"/proc/{child.Id.Pid}").Should().BeFalse();
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int MakeInheritable(SafeFileHandle file, int command, int flags);

    private static long Mask(string name, string status) =>
        Convert.ToInt64(status.Split('\n').Single(l => l.StartsWith(name + ":", StringComparison.Ordinal)).Split('\t')[1], 16);
}
