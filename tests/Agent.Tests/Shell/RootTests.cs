using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Tests.Shell;

/// <summary>Children in another root; chroot(8) needs a privileged user.</summary>
public sealed class RootTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public RootTests()
    {
        Directory.CreateDirectory(_folder.File("usr/bin"));
        Directory.CreateDirectory(_folder.File("etc/alternatives"));
        Directory.CreateDirectory(_folder.File("srv"));
        File.CreateSymbolicLink(_folder.File("bin"), "usr/bin");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_program_is_looked_up_inside_through_links_that_are_absolute_there()
    {
        _folder.Script("usr/bin/real", "#!/bin/sh\n");
        File.CreateSymbolicLink(_folder.File("etc/alternatives/tool"), "/bin/../bin/./real");
        File.CreateSymbolicLink(_folder.File("usr/bin/tool"), "/etc/alternatives/tool");

        ProgramPath.Find("tool", _folder.Path, "tool").Should().Be("/usr/bin/tool");
        ProgramPath.Find("/bin/tool", _folder.Path, "tool").Should().Be("/bin/tool");
    }

    [Fact]
    public void A_program_of_this_host_is_not_found_inside()
    {
        File.CreateSymbolicLink(_folder.File("usr/bin/true"), "/usr/bin/env");
        File.CreateSymbolicLink(_folder.File("usr/bin/loop"), "loop");

        foreach (var name in new[] { "sh", "true", "loop" })
            FluentActions.Invoking(() => ProgramPath.Find(name, _folder.Path, name)).Should().Throw<LaunchException>().Which.Message.Should().Contain(_folder.Path);
    }

    [SkippableFact]
    public async Task The_child_itself_runs_inside()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "chroot(8) is for root");
        var copied = await Sh.RunAsync(
            $"cd {_folder.Path} && for p in sh env pwd ls; do cp -L $(command -v /usr/bin/$p) usr/bin && cp -L --parents $(ldd /usr/bin/$p | grep -o '/[^ ]*') .; done");
        copied.IsSuccess.Should().BeTrue(copied.Error);
        Directory.Delete(_folder.File("etc"), recursive: true);

        var root = await Sh.Launcher.RunAsync(new Launch("ls", ["/"]) { Root = _folder.Path }, Sh.Generous);
        var place = await Sh.Launcher.RunAsync(new Launch("pwd", []) { Root = _folder.Path + "/", WorkingDirectory = "/srv" }, Sh.Generous);
        using var same = Sh.Launcher.Start(Sh.Script("echo $$") with { Root = _folder.Path, OutputPath = _folder.File("output") });
        await same.Exited;

        root.Output.Should().StartWith("bin\nlib").And.EndWith("srv\nusr\n");
        place.Output.Should().Be("/srv\n");
        (await File.ReadAllTextAsync(_folder.File("output"))).Should().Be($"{same.Id.Pid}\n");
    }
}
