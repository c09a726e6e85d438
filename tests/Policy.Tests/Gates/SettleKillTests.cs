using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Gates;

public class SettleKillTests
{
    private static readonly TouchedService Service = new(new ServiceContract { Name = "foo", Packages = ["foo"], Restart = RestartWay.Kill }, IsWritten: true, [], Treatment.Restart, "");

    [Theory]
    [InlineData("no", 1, true)]      // SIGKILL was KuPkg's own
    [InlineData("no", 0, false)]     // it ended by itself
    [InlineData("always", 1, false)] // systemd gave it up
    public void One_that_had_to_be_killed_and_that_nobody_respawns_is_started(string restart, int endings, bool isStarted)
    {
        var unit = new UnitState("foo.service") { LoadState = "loaded", ActiveState = "failed", SubState = "failed", Result = "signal", Restart = restart };

        var step = SettlePolicy.Next(
            Service, new ServiceLook("foo", 0, []) { Unit = unit }, [new RenewalFinding(FindingKind.NotRunning, "foo.service is failed", [])], new SettleState(TimeSpan.FromSeconds(1), endings, HasStarted: false, HasMetStartLimit: false));

        (step is SettleStep.Start).Should().Be(isStarted);
    }
}
