using KuPkg.Agent.Commands;
using KuPkg.Harness.Commands;

namespace KuPkg.Agent.Tests.Manual;

/// <summary>The manual pages are made from the commands and the settings types, and man(1) shows them without a complaint.</summary>
public class ManualTests
{
    public static TheoryData<string> Pages => [.. ManualPages.All.Select(p => p.File)];

    [Theory]
    [MemberData(nameof(Pages))]
    public Task A_page_says_what_the_code_says(string file) =>
        GeneratedFile.ShouldHoldAsync(Path.Join(ManualPages.Folder, file), ManualPages.All.Single(p => p.File == file).Make());

    [Fact]
    public void There_is_no_page_that_nobody_makes() =>
        Directory.GetFiles(Path.Join(Harness.Workspace.Repository, ManualPages.Folder)).Select(Path.GetFileName).Should().BeEquivalentTo(ManualPages.All.Select(p => p.File));

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Man_and_mandoc_have_nothing_against_a_page(string file)
    {
        var page = Path.Join(Harness.Workspace.Repository, ManualPages.Folder, file);

        var man = (await Command.RunAsync(["env", "LC_ALL=C.UTF-8", "MANROFFSEQ=", "man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page])).MustSucceed();
        man.ErrorText.Should().BeEmpty();

        // Its advice on style ("-W style") is a matter of taste; what is listed here is a warning or worse.
        var mandoc = await Command.RunAsync(["mandoc", "-T", "lint", "-W", "warning", page]);
        (mandoc.ExitCode, mandoc.Text).Should().Be((0, ""));
    }

    [Fact]
    public async Task Every_command_and_option_is_on_the_page_as_it_is_typed()
    {
        var page = Path.Join(Harness.Workspace.Repository, ManualPages.Folder, "kupkg.8");
        var shown = (await Command.RunAsync(["sh", "-c", $"LC_ALL=C.UTF-8 MANWIDTH=200 man -l '{page}' | col -b"])).MustSucceed().Text;

        foreach (var command in CommandTree.Root.All.Where(c => c.Path.Length > 0))
        {
            shown.Should().Contain($"{command.Typed} {command.Synopsis}".TrimEnd()).And.Contain(command.Description);
            foreach (var option in command.Options)
                shown.Should().Contain($"\n       {CommandTree.TypedAs(option)}");
        }
    }

    [Fact]
    public void Each_example_is_a_right_command_line()
    {
        foreach (var (typed, _) in ProgramPage.Examples)
        {
            var words = typed.Split(' ')[1..];
            Verbs.Root(words).Parse(words).Errors.Should().BeEmpty(typed);
        }
    }

    [Fact]
    public void The_packages_changelog_knows_the_version_of_the_code() => Release.PackageVersion.Should().Be(Release.Version, "packaging/debian/changelog goes with Directory.Build.props");
}
