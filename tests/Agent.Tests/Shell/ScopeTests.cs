using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Tests.Shell;

/// <summary>Without a service manager: a stand-in plays systemd-run's part, which is to end, to hang, or to become the command.</summary>
public sealed class ScopeTests : IDisposable
{
    private const string SkipOwnOptions = "#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done\nshift\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task In_a_scope_the_pid_the_descriptors_and_the_exit_are_those_of_the_command()
    {
        var launcher = With(SkipOwnOptions + "sleep 0.2\nexec \"$@\"\n");
        var launch = Sh.Script("echo $$ >&5; exit 6") with
        {
            OutputPath = _folder.File("output"),
            Scope = "kupkg-run-1-install.scope",
            Descriptors = new Dictionary<int, string> { [5] = _folder.File("status") },
        };

        using var child = launcher.Start(launch);

        child.Scope.Should().Be("kupkg-run-1-install.scope");
        child.ScopeNote.Should().BeNull();
        (await child.Exited).Should().Be(ExitStatus.Exited(6));
        (await File.ReadAllTextAsync(_folder.File("status"))).Should().Be($"{child.Id.Pid}\n");
    }

    [Fact]
    public async Task A_scope_that_cannot_be_made_is_done_without_and_noted()
    {
        var launcher = With("#!/bin/sh\necho 'Failed to connect to bus: No such file or directory' >&2\nexit 1\n");

        using var child = launcher.Start(Sh.Script("exit 6") with { OutputPath = _folder.File("output"), Scope = "kupkg-a.scope" });

        child.Scope.Should().BeNull();
        child.ScopeNote.Should().Contain("kupkg-a.scope").And.Contain("exit 1").And.Contain("Failed to connect to bus");
        (await child.Exited).Should().Be(ExitStatus.Exited(6));
    }

    [Fact]
    public async Task A_captured_command_without_its_scope_shows_only_its_own_output()
    {
        var launcher = With("#!/bin/sh\necho 'Failed to connect to bus' >&2\nexit 1\n");

        var result = await launcher.RunAsync(Sh.Script("echo out; echo err >&2") with { Scope = "kupkg-a.scope" }, Sh.Generous);

        result.Output.Should().Be("out\n");
        result.Error.Should().Be("err\n");
    }

    [Fact]
    public async Task A_service_manager_that_does_not_answer_is_done_without()
    {
        var launcher = With("#!/bin/sh\nwhile :; do sleep 0.1; done\n", TimeSpan.FromSeconds(1));

        using var child = launcher.Start(Sh.Script("exit 6") with { OutputPath = _folder.File("output"), Scope = "kupkg-a.scope" });

        child.Scope.Should().BeNull();
        child.ScopeNote.Should().Contain("SIGKILL");
        (await child.Exited).Should().Be(ExitStatus.Exited(6));
    }

    [Fact]
    public async Task A_command_that_ends_at_once_is_not_taken_for_a_failure()
    {
        var launcher = With(SkipOwnOptions + "exec \"$@\"\n");

        using var child = launcher.Start(new Launch("false", []) { OutputPath = _folder.File("output"), Scope = "kupkg-a.scope" });

        child.Scope.Should().Be("kupkg-a.scope");
        (await child.Exited).Should().Be(ExitStatus.Exited(1));
    }

    private Launcher With(string script, TimeSpan? patience = null) =>
        new(TimeProvider.System, new ScopeMaker(_folder.Script("systemd-run", script), patience ?? Sh.Generous));
}
