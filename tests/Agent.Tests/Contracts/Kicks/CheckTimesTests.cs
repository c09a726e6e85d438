using KuPkg.Agent.Contracts.Kicks;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Contracts.Kicks;

public sealed class CheckTimesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly ServiceCheck Cheap = new SocketCheck("127.0.0.1:7000", null), Dear = new ExecCheck(["/usr/bin/query", "it"]) { Every = TimeSpan.FromHours(1) };

    private readonly DirectoryInfo _runtime = Directory.CreateTempSubdirectory("kupkg-");

    public CheckTimesTests() => _runtime.CreateSubdirectory("services");

    public void Dispose() => _runtime.Delete(recursive: true);

    [Fact]
    public void A_dear_check_that_passed_is_due_again_when_its_time_is_over()
    {
        Made(Now, Dear, isPassed: true);

        Due(Now.AddMinutes(59)).Should().Equal(Cheap);
        Due(Now.AddMinutes(60)).Should().Equal(Cheap, Dear);
        Due(Now.AddMinutes(-1)).Should().Equal([Cheap, Dear], "the clock was set back");
    }

    [Fact]
    public void One_that_failed_is_made_each_time()
    {
        Made(Now, Dear, isPassed: true);
        Made(Now.AddMinutes(61), Dear, isPassed: false);

        Due(Now.AddMinutes(62)).Should().Equal(Cheap, Dear);
    }

    [Fact]
    public void Of_cheap_ones_nothing_is_written()
    {
        Made(Now, Cheap, isPassed: true);

        _runtime.GetFiles("*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public void A_file_of_nonsense_is_nobodys_time()
    {
        File.WriteAllText(Path.Join(_runtime.FullName, "services/foo.checked"), "\n99999999999999999 exec /usr/bin/query it\nx y\n12\n");

        Due(Now).Should().Equal(Cheap, Dear);
    }

    private void Made(DateTimeOffset at, ServiceCheck check, bool isPassed) => new CheckTimes(_runtime.FullName).Remember("foo", [new CheckResult(check, isPassed, "", TimeSpan.Zero, 1)], at);

    private IReadOnlyList<ServiceCheck> Due(DateTimeOffset at) => new CheckTimes(_runtime.FullName).Due("foo", [Cheap, Dear], at);
}
