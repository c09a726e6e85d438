using System.Globalization;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Hosts;

namespace KuPkg.Hosts.Harness;

/// <summary>What is read of processes that may be gone.</summary>
public sealed class ProcTextTests
{
    [Theory]
    [InlineData("stat")]
    [InlineData("maps")]
    [InlineData("environ")]
    [InlineData("cmdline")]
    public void A_process_that_is_there_is_read_and_one_that_has_gone_is_none(string file)
    {
        ProcText.TryRead($"/proc/{Environment.ProcessId}/{file}").Should().NotBeNullOrEmpty();

        // No pid is as large as the limit itself (PID_MAX_LIMIT).
        ProcText.TryRead($"/proc/{1 << 22}/{file}").Should().BeNull();
    }

    [Fact]
    public async Task One_that_has_just_ended_is_none()
    {
        var pid = int.Parse((await Command.MustAsync("sh", "-c", "echo $$")).Line, CultureInfo.InvariantCulture);

        HostProcess.Read(pid).Should().BeNull();
        ProcText.TryRead($"/proc/{pid}/maps").Should().BeNull();
    }
}
