using KuPkg.Harness;
using KuPkg.Harness.Commands;

namespace KuPkg.Hosts.Guard;

/// <summary>On a terminal a guarded command is under job control as if it were not guarded. Each test plays the person at a pseudo-terminal with a shell in it.</summary>
public sealed class TerminalTests : IDisposable
{
    // Types lines into an interactive shell, each when the text before it has come; prints all that the terminal showed.
    private const string Person = """
        import os, pty, select, sys, time
        pid, tty = pty.fork()
        if pid == 0:
            os.environ.update(PS1='ready> ', TERM='dumb', HISTFILE='')
            os.execvp('bash', ['bash', '--norc', '--noprofile', '-i'])
        seen, at = '', 0
        def until(text):
            global seen, at
            end = time.monotonic() + 40
            while seen.find(text, at) < 0:
                if time.monotonic() > end: print(seen); sys.exit('the terminal never showed ' + repr(text))
                if select.select([tty], [], [], 0.2)[0]: seen += os.read(tty, 65536).decode(errors='replace')
            at = seen.find(text, at) + len(text)
        for step in sys.argv[1:]:
            kind, text = step.split(':', 1)
            text = text.replace('KUPKG', os.environ['KUPKG'])
            if kind == 'type': os.write(tty, (text + '\n').encode())
            elif kind == 'key': os.write(tty, bytes([int(text)]))
            elif kind == 'wait': time.sleep(float(text))
            else: until(text)
        print(seen)
        """;

    private readonly Guarded _guarded = new();

    public void Dispose() => _guarded.Dispose();

    [Fact]
    public async Task Ctrl_C_reaches_the_command_once_and_its_end_is_the_guard_s()
    {
        var seen = await PlayAsync(
            "see:ready> ", "type:KUPKG guard -- sh -c 'n=0; trap \"n=\\$((n+1)); echo int \\$n\" INT; echo be''gun; sleep 1; sleep 1; echo count=$''n $n; exit 9'; echo code=$?",
            "see:begun", "wait:0.5", "key:3", "see:int 1", "see:code=");
        seen.Should().NotContain("int 2");

        (await PlayAsync("see:ready> ", "type:KUPKG guard -- sleep 660; echo co''de=$?", "wait:1", "key:3", "see:code=", "see:ready> "))
            .Should().Contain("code=130");
    }

    [Fact]
    public async Task Ctrl_Z_stops_both_and_fg_lets_both_go_on()
    {
        var seen = await PlayAsync(
            "see:ready> ", "type:KUPKG guard --quiet 3s -- sh -c 'echo be''gun; sleep 2; sleep 2; echo wh''ole; exit 9'", "see:begun", "wait:0.5", "key:26",
            "see:Stopped", "wait:5", "type:fg", "see:whole", "see:ready> ", "type:echo code=$?", "see:code=9");
        seen.Should().NotContain("kupkg guard: tried");
    }

    [Fact]
    public async Task A_person_may_take_any_time_to_answer()
    {
        var seen = await PlayAsync(
            "see:ready> ", "type:KUPKG guard --quiet 2s -- sh -c 'printf qu''estion?; read x; echo ans''wer $x'", "see:question?", "wait:6", "type:yes", "see:answer yes", "see:ready> ");
        seen.Should().NotContain("kupkg guard: tried");
    }

    [Fact]
    public async Task What_hangs_on_a_terminal_is_ended_with_its_orphans_and_the_shell_is_spared()
    {
        await PlayAsync(
            "see:ready> ", "type:sleep 661 & echo $! > mine", "see:ready> ",
            "type:KUPKG guard --quiet 2s -- sh -c '(sleep 662 & echo $! > orphan); sleep 663'", "see:all gone after", "see:ready> ", "type:echo code=$?", "see:code=124", "see:ready> ");
        _guarded.IsAlive("orphan").Should().BeFalse();
    }

    private async Task<string> PlayAsync(params string[] steps)
    {
        var result = await Command.RunAsync([.. Guarded.Undisturbed, $"KUPKG={Workspace.Binary}", "python3", "-c", Person, .. steps], TimeSpan.FromSeconds(80), _guarded.Folder);
        result.ExitCode.Should().Be(0, "{0}", result);
        return result.Text;
    }
}
