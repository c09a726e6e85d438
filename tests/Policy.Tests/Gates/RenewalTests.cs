using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using static KuPkg.Policy.Tests.Gates.Looks;

namespace KuPkg.Policy.Tests.Gates;

/// <summary>What stands between a service and being proven new.</summary>
public class RenewalTests
{
    private static IEnumerable<FindingKind> Kinds(ServiceLook now, ServiceLook? before = null, bool mustBeNewer = true, TouchedService? service = null) =>
        Renewal.Judge(service ?? Service(), before ?? Before(), now, mustBeNewer).Select(static f => f.Kind);

    [Fact]
    public void A_new_main_process_with_the_file_on_disk_is_new() => Kinds(Now(Active(20), Process(20, 200, NewFile))).Should().BeEmpty();

    [Fact]
    public void The_main_process_from_before_is_old() => Kinds(Now(Active(10), Process(10, 50, OldFile))).Should().Equal(FindingKind.OldInstance);

    [Fact]
    public void The_process_from_before_is_old_also_when_its_file_did_not_change_but_its_package_did() =>
        Kinds(Now(Active(10), Process(10, 50, OldFile)) with { OnDisk = OldFile }).Should().Equal(FindingKind.OldInstance);

    [Fact]
    public void A_library_alone_makes_it_old_only_while_it_maps_the_deleted_one()
    {
        var now = Now(Active(10), Process(10, 50, OldFile)) with { OnDisk = OldFile };
        Kinds(now, mustBeNewer: false).Should().BeEmpty();
        Kinds(now with { Processes = [Process(10, 50, OldFile) with { Deleted = ["/usr/lib/libfoo.so.1"] }] }, mustBeNewer: false).Should().Equal(FindingKind.OldInstance);
    }

    [Fact]
    public void A_number_that_was_given_again_is_another_process() => Kinds(Now(Active(10), Process(10, 250, NewFile))).Should().BeEmpty();

    [Fact]
    public void After_a_boot_nothing_is_old() => Kinds(Now(Active(10), Process(10, 50, OldFile)) with { BootId = "next", OnDisk = OldFile }).Should().BeEmpty();

    [Theory]
    [InlineData(ProcessHome.OwnUnit, true)]
    [InlineData(ProcessHome.Stray, true)]
    [InlineData(ProcessHome.OtherService, false)]
    [InlineData(ProcessHome.LoginSession, false)]
    [InlineData(ProcessHome.Container, false)]
    public void An_old_process_beside_the_new_one_is_a_stray_unless_it_is_somebody_elses(ProcessHome home, bool isStray) =>
        Kinds(Now(Active(20), Process(20, 200, NewFile), Process(11, 60, OldFile, home))).Should().Equal(isStray ? [FindingKind.Stray] : Array.Empty<FindingKind>());

    [Fact]
    public void A_child_that_the_old_one_forked_as_it_died_is_old_by_its_file() =>
        Kinds(Now(Active(20), Process(20, 200, NewFile), Process(21, 190, OldFile, ProcessHome.Stray))).Should().Equal(FindingKind.Stray);

    [Fact]
    public void An_old_one_that_holds_the_port_of_a_check_is_told_as_that_too()
    {
        var service = Service(Contract with { Checks = [new SocketCheck("127.0.0.1:7000", null)] });
        var holder = Process(11, 60, OldFile, ProcessHome.Stray) with { Listens = ["0.0.0.0:7000"] };
        Kinds(Now(Active(20), Process(20, 200, NewFile), holder), service: service).Should().Equal(FindingKind.Stray, FindingKind.ForeignListener);
        Kinds(Now(Active(20), Process(20, 200, NewFile) with { Listens = ["127.0.0.1:7000"] }, holder), service: service).Should().Equal(FindingKind.Stray);
    }

    [Theory]
    [InlineData("activating", "auto-restart", "exit-code", FindingKind.Starting)]
    [InlineData("failed", "failed", "exit-code", FindingKind.NotRunning)]
    [InlineData("inactive", "dead", "success", FindingKind.NotRunning)]
    [InlineData("activating", "auto-restart", "start-limit-hit", FindingKind.NotRunning)]
    public void A_unit_that_is_not_active_is_told_by_its_state(string active, string sub, string result, FindingKind kind) =>
        Kinds(Now(Active(0) with { ActiveState = active, SubState = sub, Result = result })).Should().Equal(kind);

    [Fact]
    public void A_defunct_main_process_is_told() => Kinds(Now(Active(20), Process(20, 200, NewFile) with { State = 'Z' })).Should().Equal(FindingKind.DefunctMain);

    [Fact]
    public void A_new_process_of_a_third_file_runs_the_wrong_one() => Kinds(Now(Active(20), Process(20, 200, new FileIdentity(1, 300)))).Should().Equal(FindingKind.WrongFile);

    [Fact]
    public void Stopped_is_neither_failed_nor_unknown()
    {
        Now(Active(0) with { ActiveState = "inactive" }).IsStopped.Should().BeTrue();
        Now(Active(0) with { ActiveState = "failed", LoadState = "masked" }).IsStopped.Should().BeTrue("it is masked");
        Now(Active(0) with { ActiveState = "failed" }).IsStopped.Should().BeFalse();
        Now(Active(0) with { ActiveState = "activating" }).IsStopped.Should().BeFalse();
        Now(Active(0) with { ActiveState = "inactive" }, Process(11, 60, OldFile, ProcessHome.Stray)).IsStopped.Should().BeFalse("a stray of it runs");
        Now(null).IsStopped.Should().BeTrue("no process runs its executable");
        (Now(null) with { Executable = null }).IsStopped.Should().BeFalse("nothing tells");
    }

    [Fact]
    public void Without_a_unit_the_oldest_instance_is_the_main_one()
    {
        Kinds(Now(null, Process(20, 200, NewFile)), Before() with { Unit = null }).Should().BeEmpty();
        Kinds(Now(null), Before() with { Unit = null }).Should().Equal(FindingKind.NotRunning);
    }
}
