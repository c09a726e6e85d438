using KuPkg.Agent.Contracts;
using KuPkg.Agent.Runs.Services;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.Contracts;

/// <summary>What is made of a service that works, and runs replaced code all the same.</summary>
public class StaleServicesTests
{
    private static readonly UnitState Active = new("foo.service") { ActiveState = "active", SubState = "running", MainPid = 20 };

    private static SeenService Seen(bool isWritten, string package) => new(
        new TouchedService(TouchPolicy.Unwritten("foo.service", package), isWritten, [new Touch(package, TouchKind.MappedFile)], Treatment.Restart, ""), new ServiceLook("foo", 100, []), "");

    private static ServiceLook Now(long start, params string[] deleted) => new("foo", 300, [new ServiceProcess(new ProcessId(20, start), "food", "/usr/sbin/food", default, ProcessHome.OwnUnit) { Deleted = deleted }]) { Unit = Active };

    private static RenewalResult Ill(string why = "food (pid 20) runs code that was replaced") => new(ServiceFate.Ill, why, "", []);

    [Theory]
    [InlineData(false, "libfoo1", true)]
    [InlineData(false, "", true)]
    [InlineData(true, "", true)]
    [InlineData(true, "libfoo1", false)]
    public void It_is_judged_as_found_without_a_written_contract_or_when_nothing_but_such_code_led_to_it(bool isWritten, string package, bool isAsFound) =>
        StaleServices.Is(Seen(isWritten, package)).Should().Be(isAsFound);

    [Fact]
    public void One_that_runs_it_also_after_its_restart_is_left_to_a_person_and_not_ill()
    {
        var made = StaleServices.AsFound(Seen(isWritten: false, "libfoo1"), Ill(), Now(200, "/usr/lib/libfoo.so.1"));
        made.Fate.Should().Be(ServiceFate.ByHand);
        made.Text.Should().Be("food (pid 20) runs code that was replaced, also after a restart: /usr/lib/libfoo.so.1");
        made.FreedBy.Should().Be("systemctl restart foo.service");
    }

    [Fact]
    public void One_that_could_not_be_restarted_is_not_said_to_have_been() =>
        StaleServices.AsFound(Seen(isWritten: false, "libfoo1"), Ill("it could not be restarted: refused"), Now(50, "/usr/lib/libfoo.so.1")).Text
            .Should().Be("food (pid 20) runs code that was replaced: /usr/lib/libfoo.so.1; it could not be restarted: refused");

    [Fact]
    public void One_that_is_ill_of_something_else_stays_ill()
    {
        StaleServices.AsFound(Seen(isWritten: false, "libfoo1"), Ill(), Now(200)).Fate.Should().Be(ServiceFate.Ill);
        StaleServices.AsFound(Seen(isWritten: false, "libfoo1"), Ill(), Now(200, "/usr/lib/libfoo.so.1") with { Unit = Active with { ActiveState = "failed" } }).Fate.Should().Be(ServiceFate.Ill);
    }
}
