using KuPkg.Agent.Config;
using KuPkg.Agent.Runs.Hooks;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Tests.Shell;
using KuPkg.Policy.Hooks;

namespace KuPkg.Agent.Tests.Runs.Hooks;

/// <summary>Which files are hooks: as this machine's run-parts(8) says.</summary>
public sealed class HookFolderTests : IDisposable
{
    private static readonly string[] Names =
    [
        "10-drain", "2-a", "a", "A", "_", "-", "-x", "z9", "B_b", "a-", "aa", "drain.sh", "10-drain~", "x.bak", "x.dpkg-old", "x.dpkg-dist", "x.dpkg-new", ".hidden", "two words", "ümlaut",
        "#x#", "x,v", "a+b", "tab\tx", "new\nline", "0", "00", "é", "x=1", "README",
    ];

    private readonly TempFolder _folder = new();
    private readonly HostPaths _paths;

    public HookFolderTests() => _paths = new HostPaths("/") { HooksDirectory = _folder.Path };

    private string Hooks => Path.Join(_folder.Path, "pre-install.d");

    [Fact]
    public async Task The_same_files_as_run_parts_takes_in_the_same_order()
    {
        Directory.CreateDirectory(Hooks);
        var modes = new[] { 0b111_101_101, 0b110_100_100, 0b100_000_000, 0b001_000_000, 0b110_001_000, 0b110_000_001 };
        foreach (var name in Names)
            Write(name, modes[0]);
        foreach (var (i, mode) in modes.Index())
            Write($"mode-{i}", mode);
        Directory.CreateDirectory(Path.Join(Hooks, "directory"));
        File.CreateSymbolicLink(Path.Join(Hooks, "link"), Path.Join(Hooks, "10-drain"));
        File.CreateSymbolicLink(Path.Join(Hooks, "link-to-plain"), Path.Join(Hooks, "mode-1"));
        File.CreateSymbolicLink(Path.Join(Hooks, "link-to-skipped-name"), Path.Join(Hooks, "drain.sh"));
        File.CreateSymbolicLink(Path.Join(Hooks, "masked"), "/dev/null");
        await RunAsync("mkfifo", "--mode=755", Path.Join(Hooks, "pipe"));

        var theirs = await RunAsync("run-parts", "--test", Hooks);

        var ours = HookFolder.Read(_paths, HookPoint.PreInstall).Hooks.Where(static h => h.IsExecutable).Select(static h => h.Path);
        ours.Should().Equal(theirs.Split('\n', StringSplitOptions.RemoveEmptyEntries)).And.HaveCountGreaterThan(15);
    }

    [Fact]
    public void A_link_whose_file_is_gone_was_to_be_run_and_cannot_be()
    {
        Directory.CreateDirectory(Hooks);
        File.CreateSymbolicLink(Path.Join(Hooks, "10-gone"), "/nowhere/at-all");
        HookFolder.Read(_paths, HookPoint.PreInstall).Hooks.Should().ContainSingle().Which.Doubt.Should().Contain("leads to /nowhere/at-all, which is not there");
    }

    [Fact]
    public void A_host_without_hooks_has_none()
    {
        foreach (var point in HookPoints.All)
            HookFolder.Read(_paths, point).Hooks.Should().BeEmpty();
    }

    [Fact]
    public void A_directory_without_hooks_may_be_anybodys()
    {
        Directory.CreateDirectory(Hooks);
        File.SetUnixFileMode(Hooks, (UnixFileMode)0b111_111_111);
        HookFolder.Read(_paths, HookPoint.PreInstall).Doubt.Should().BeNull("nothing of it is run");
    }

    [Fact]
    public async Task What_somebody_else_could_write_is_doubted_with_the_command_that_mends_it()
    {
        Directory.CreateDirectory(Hooks);
        Write("10-theirs", 0b111_101_101);
        Write("20-open", 0b111_111_101);
        Write("30-mine", 0b111_101_101);
        await RunAsync("chown", "65534", Path.Join(Hooks, "10-theirs"));
        var aside = Path.Join(_folder.Path, "aside");
        Directory.CreateDirectory(aside);
        File.WriteAllText(Path.Join(aside, "program"), "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Join(aside, "program"), (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(aside, (UnixFileMode)0b111_111_111);
        File.CreateSymbolicLink(Path.Join(Hooks, "40-link"), Path.Join(aside, "program"));

        var found = HookFolder.Read(_paths, HookPoint.PreInstall);

        found.Doubt.Should().BeNull();
        found.Hooks.Select(static h => h.Doubt).Should().SatisfyRespectively(
            d => d.Should().Contain("belongs to user 65534").And.EndWith($"chown root: {Hooks}/10-theirs"),
            d => d.Should().Contain("mode 0775").And.EndWith($"chmod go-w {Hooks}/20-open"),
            d => d.Should().BeNull(),
            d => d.Should().Contain(aside, "who may write to its directory may put another program in its place"));
        File.SetUnixFileMode(Hooks, (UnixFileMode)0b111_111_101);
        HookFolder.Read(_paths, HookPoint.PreInstall).Doubt.Should().EndWith($"chmod go-w {Hooks}");
        File.SetUnixFileMode(Hooks, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
        HookFolder.Read(_paths, HookPoint.PreInstall).Doubt.Should().EndWith($"chmod go-w {_folder.Path}");
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, int mode)
    {
        var path = Path.Join(Hooks, name);
        File.WriteAllText(path, "#!/bin/sh\n");
        File.SetUnixFileMode(path, (UnixFileMode)mode);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var result = await new Launcher(TimeProvider.System).RunAsync(new Launch(program, arguments), TimeSpan.FromSeconds(20));
        // run-parts ends with 1 when there is something that is no plain file.
        (result.IsSuccess || program == "run-parts").Should().BeTrue("{0} {1}", result.Output, result.Error);
        return result.Output;
    }
}
