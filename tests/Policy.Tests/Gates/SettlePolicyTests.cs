using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;
using static KuPkg.Policy.Tests.Gates.Looks;

namespace KuPkg.Policy.Tests.Gates;

/// <summary>What is done next while a service goes from its old instance to its new one.</summary>
public class SettlePolicyTests
{
    private static readonly SettleState Begin = new(TimeSpan.FromSeconds(1), 0, HasStarted: false, HasMetStartLimit: false);

    private static SettleStep Next(TouchedService service, ServiceLook now, SettleState? state = null) =>
        SettlePolicy.Next(service, now, Renewal.Judge(service, Before(), now, mustBeNewer: true), state ?? Begin);

    private static ServiceLook Down(string active = "inactive", string result = "success") => Now(Active(0) with { ActiveState = active, SubState = "dead", Result = result, StartLimitInterval = TimeSpan.FromSeconds(10) });

    private static ServiceLook WithStray() => Now(Active(20), Process(20, 200, NewFile), Process(11, 60, OldFile, ProcessHome.Stray));

    [Fact]
    public void New_and_alone_is_settled() => Next(Service(), Now(Active(20), Process(20, 200, NewFile))).Should().BeOfType<SettleStep.Settled>();

    [Fact]
    public void Strays_are_ended_only_where_a_written_contract_says_so_and_is_not_critical()
    {
        var kills = Contract with { Strays = Strays.Kill };
        Next(Service(kills), WithStray()).Should().BeOfType<SettleStep.End>().Which.Processes.Should().ContainSingle(static p => p.Id.Pid == 11);
        Next(Service(), WithStray()).Should().BeOfType<SettleStep.Settled>("they are left alone, and told of");
        Next(Service(kills, isWritten: false), WithStray()).Should().BeOfType<SettleStep.Settled>();
        Next(Service(kills with { Priority = Priority.Critical }), WithStray()).Should().BeOfType<SettleStep.Settled>();
    }

    [Fact]
    public void What_comes_again_as_often_as_it_is_ended_is_given_up() =>
        Next(Service(Contract with { Strays = Strays.Kill }), WithStray(), Begin with { Endings = SettlePolicy.MostEndings }).Should().BeOfType<SettleStep.GiveUp>().Which.IsFinal.Should().BeTrue();

    [Fact]
    public void An_old_one_that_ends_is_waited_for_and_killed_when_its_time_is_over()
    {
        var ending = Now(Active(10) with { ActiveState = "deactivating" }, Process(10, 50, OldFile));
        Next(Service(), ending).Should().BeOfType<SettleStep.Wait>();
        Next(Service(), ending, Begin with { Elapsed = TimeSpan.FromSeconds(6) }).Should().BeOfType<SettleStep.End>();
        Next(Service(isWritten: false), ending, Begin with { Elapsed = TimeSpan.FromSeconds(6) }).Should().BeOfType<SettleStep.Wait>("systemd has the last word");
    }

    [Fact]
    public void A_unit_that_stays_down_is_started_once()
    {
        Next(Service(), Down(), Begin with { Elapsed = TimeSpan.Zero }).Should().BeOfType<SettleStep.Wait>("it may only be between two states");
        Next(Service(), Down()).Should().BeOfType<SettleStep.Start>();
        Next(Service(), Down(), Begin with { HasStarted = true }).Should().BeOfType<SettleStep.Wait>();
        Next(Service(), Down(), Begin with { HasStarted = true, Elapsed = TimeSpan.FromSeconds(31) }).Should().BeOfType<SettleStep.GiveUp>();
        Next(Service(Contract with { Restart = RestartWay.None }), Down()).Should().BeOfType<SettleStep.GiveUp>();
    }

    [Fact]
    public void A_failed_unit_is_not_waited_for() => Next(Service(), Down("failed", "exit-code")).Should().BeOfType<SettleStep.GiveUp>().Which.IsFinal.Should().BeFalse();

    [Fact]
    public void A_start_limit_is_waited_for_or_set_back_by_contract_and_only_once()
    {
        Next(Service(), Down("failed", "start-limit-hit")).Should().Be(new SettleStep.MeetStartLimit(TimeSpan.FromSeconds(10)));
        Next(Service(Contract with { IsStartLimitReset = true }), Down("failed", "start-limit-hit")).Should().Be(new SettleStep.MeetStartLimit(TimeSpan.Zero));
        Next(Service(), Down("failed", "start-limit-hit"), Begin with { HasMetStartLimit = true }).Should().BeOfType<SettleStep.GiveUp>().Which.IsFinal.Should().BeTrue();
        var long1 = Down("failed", "start-limit-hit");
        Next(Service(), long1 with { Unit = long1.Unit! with { StartLimitInterval = TimeSpan.FromHours(1) } }).Should().BeOfType<SettleStep.GiveUp>();
    }

    [Fact]
    public void What_runs_replaced_code_also_after_a_restart_is_given_up()
    {
        var same = Now(Active(20), Process(20, 200, NewFile) with { Deleted = ["/opt/own.so"] });
        var later = Begin with { Elapsed = TimeSpan.FromSeconds(3) };
        Next(Service(), same, later with { RestartedAtTicks = 150 }).Should().BeOfType<SettleStep.GiveUp>().Which.IsFinal.Should().BeTrue();
        Next(Service(), same, later with { RestartedAtTicks = 250 }).Should().BeOfType<SettleStep.Wait>("it is the one that is being stopped");
        Next(Service(), same, later).Should().BeOfType<SettleStep.Wait>();
    }

    [Fact]
    public void One_on_its_way_up_has_its_patience_and_no_more()
    {
        var starting = Now(Active(0) with { ActiveState = "activating", SubState = "start" });
        Next(Service(), starting, Begin with { Elapsed = TimeSpan.FromSeconds(30) }).Should().BeOfType<SettleStep.Wait>();
        Next(Service(), starting, Begin with { Elapsed = TimeSpan.FromSeconds(36) }).Should().BeOfType<SettleStep.GiveUp>();
    }
}
