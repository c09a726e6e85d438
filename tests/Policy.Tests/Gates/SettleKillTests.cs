using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;
using static KuPkg.Policy.Tests.Gates.Looks;

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

    private static readonly SettleState Late = new(TimeSpan.FromSeconds(6), 0, HasStarted: false, HasMetStartLimit: false);

    private static readonly ServiceContract StraysKilled = Contract with { Strays = Strays.Kill };

    private static IEnumerable<int>? Ended(ServiceContract contract, ServiceLook now) =>
        (SettlePolicy.Next(Looks.Service(contract), now, Renewal.Judge(Looks.Service(contract), Before(), now, mustBeNewer: true), Late) as SettleStep.End)?.Processes.Select(static p => p.Id.Pid);

    private static ServiceLook Ending(int main, params ServiceProcess[] processes) => Now(Active(main) with { ActiveState = "deactivating" }, processes);

    [Fact]
    public void Of_a_unit_that_does_not_end_all_goes_where_strays_are_worth_nothing_and_else_the_main_process_alone()
    {
        var unit = Ending(10, Process(10, 50, OldFile), Process(11, 60, OldFile), Process(12, 70, OldFile) with { State = 'Z' });
        Ended(StraysKilled, unit).Should().Equal([10, 11], "a defunct process hears nothing");
        Ended(Contract, unit).Should().Equal([10], "its other processes may be people's sessions");
    }

    [Fact]
    public void What_is_left_of_a_unit_without_its_main_process_is_not_ended_in_its_stead()
    {
        var left = Ending(0, Process(11, 60, OldFile), Process(12, 70, OldFile));
        Ended(StraysKilled, left).Should().Equal(11, 12);
        Ended(Contract, left).Should().BeNull("systemd has the last word on them");
    }

    [Fact]
    public void Where_no_systemd_names_the_main_process_it_is_the_one_that_holds_what_is_checked()
    {
        var checkedAt = Contract with { Supervisor = Supervisor.SysV, Checks = [new SocketCheck("127.0.0.1:7000", Banner: null)] };
        var daemon = Process(10, 50, OldFile) with { Listens = ["0.0.0.0:7000"] };
        Ended(checkedAt, Now(null, daemon)).Should().Equal(10);
        Ended(checkedAt, Now(null, Process(10, 50, OldFile))).Should().BeNull("it may be a session that outlived the daemon");
        Ended(checkedAt with { Strays = Strays.Kill }, Now(null, Process(10, 50, OldFile))).Should().Equal(10);
    }

    [Fact]
    public void A_restart_by_kill_signals_the_main_process_and_never_the_rest_of_the_unit_in_its_stead()
    {
        var kills = Contract with { Restart = RestartWay.Kill };
        var whole = Now(Active(10), Process(10, 50, OldFile), Process(11, 60, OldFile));
        SettlePolicy.IsRestartedByKill(Looks.Service(kills), whole).Should().BeTrue();
        SettlePolicy.InstancesToRestart(Looks.Service(kills), whole).Should().ContainSingle().Which.Id.Pid.Should().Be(10);

        var husk = Now(Active(10), Process(10, 50, OldFile) with { State = 'Z' }, Process(11, 60, OldFile));
        SettlePolicy.IsRestartedByKill(Looks.Service(kills), husk).Should().BeFalse("its supervisor stops it");
        SettlePolicy.InstancesToRestart(Looks.Service(kills), husk).Should().BeEmpty();
        SettlePolicy.InstancesToRestart(Looks.Service(kills with { Strays = Strays.Kill }), husk).Should().ContainSingle().Which.Id.Pid.Should().Be(11);
    }

    [Theory]
    [InlineData(RestartWay.Kill, Priority.Normal, true, true)]
    [InlineData(RestartWay.Kill, Priority.Critical, true, false)]
    [InlineData(RestartWay.Kill, Priority.Normal, false, false)]
    [InlineData(RestartWay.Supervisor, Priority.Normal, true, false)]
    public void Signals_restart_it_only_by_a_written_contract_that_is_not_critical(RestartWay way, Priority priority, bool isWritten, bool isKilled) =>
        SettlePolicy.IsRestartedByKill(Looks.Service(Contract with { Restart = way, Priority = priority }, isWritten), Now(Active(10), Process(10, 50, OldFile))).Should().Be(isKilled);
}
