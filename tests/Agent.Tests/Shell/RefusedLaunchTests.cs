using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Tests.Shell;

public sealed class RefusedLaunchTests : IDisposable
{
    private const int NoSuchFile = 2;
    private const int ExecFormat = 8;
    private const int NotPermitted = 13;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_program_that_is_nowhere_is_named_with_the_command_and_where_it_was_looked_for()
    {
        var failure = await Failure(new Launch("frobnicate", ["--all", "x"]));

        failure.ErrorNumber.Should().Be(NoSuchFile);
        failure.Message.Should().Contain("'frobnicate --all x'").And.Contain("/usr/local/sbin").And.Contain("No such file").And.Contain("Install");
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_named()
    {
        var failure = await Failure(new Launch("/usr/bin/frobnicate", []));

        failure.ErrorNumber.Should().Be(NoSuchFile);
        failure.Message.Should().Contain("/usr/bin/frobnicate is not there");
    }

    [Fact]
    public async Task A_file_that_is_no_program_is_refused()
    {
        await File.WriteAllTextAsync(_folder.File("plain"), "");

        (await Failure(new Launch(_folder.File("plain"), []))).ErrorNumber.Should().Be(NotPermitted);
        (await Failure(new Launch(_folder.Path, []))).ErrorNumber.Should().Be(NoSuchFile);
    }

    [Fact]
    public async Task A_script_without_its_interpreter_and_a_file_of_no_format_say_so()
    {
        var orphan = _folder.Script("orphan", "#!/no/such/interpreter\n");
        var garbage = _folder.Script("garbage", "\0\0\0\0");

        var missing = await Failure(new Launch(orphan, []));
        var damaged = await Failure(new Launch(garbage, []));

        missing.ErrorNumber.Should().Be(NoSuchFile);
        missing.Message.Should().Contain("interpreter");
        damaged.ErrorNumber.Should().Be(ExecFormat);
        damaged.Message.Should().Contain("damaged");
    }

    [Fact]
    public async Task A_missing_working_directory_and_an_output_that_cannot_be_opened_are_named()
    {
        (await Failure(new Launch("true", []) { WorkingDirectory = "/no/such/place" })).Message.Should().Contain("/no/such/place");
        (await Failure(new Launch("true", []) { OutputPath = "/no/such/place/output" })).Message.Should().Contain("/no/such/place/output");
    }

    [Fact]
    public async Task Too_long_arguments_are_refused_with_the_remedy()
    {
        var failure = await Failure(new Launch("true", [new string('x', 3 << 20)]));

        failure.ErrorNumber.Should().Be(7);
        failure.Message.Should().Contain("shorter");
    }

    [Fact]
    public async Task A_null_character_in_an_argument_is_a_mistake_of_the_caller()
    {
        await FluentActions.Awaiting(() => Sh.Launcher.RunAsync(new Launch("echo", ["a\0b"]), Sh.Generous)).Should().ThrowAsync<ArgumentException>();
    }

    private static async Task<LaunchException> Failure(Launch launch) =>
        (await FluentActions.Awaiting(() => Sh.Launcher.RunAsync(launch, Sh.Generous)).Should().ThrowAsync<LaunchException>()).Which;
}
