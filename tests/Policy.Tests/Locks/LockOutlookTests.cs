using KuPkg.Policy.Locks;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Locks;

public class LockOutlookTests
{
    private static readonly Holder Manager = new() { Kind = HolderKind.Manager, Top = new ProcessId(8123, 5), Name = "apt-get" };
    private static readonly Verdict Moves = new Progressing { Evidence = [] };
    private static readonly Verdict Still = new Quiet(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)) { Evidence = [] };

    private static string Of(Holder holder, Verdict? verdict = null, bool isStopped = false, LockSettings? settings = null, Priority priority = Priority.Normal) =>
        string.Join('\n', LockOutlook.Of(holder, verdict ?? Moves, isStopped, settings ?? new LockSettings(), priority));

    [Fact]
    public void One_that_works_is_waited_for_and_what_comes_if_it_hangs_is_said() =>
        Of(Manager).Should().Be(
            "KuPkg would wait, for at most 30 min (locks.wait), then stop with exit 75\n"
            + "if nothing in it moves for 5 min (locks.hung_after): end what hangs in it, repair the package database, and go on; locks.on_hung = \"kill\"");

    [Fact]
    public void A_stopped_one_gets_its_sigcont_unless_a_person_may_sit_at_it()
    {
        Of(Manager, Still, isStopped: true).Should().Contain("send one SIGCONT");
        Of(Manager with { Terminal = "pts/3" }, Still, isStopped: true).Should().NotContain("SIGCONT").And.Contain("stop with exit 75 at once").And.Contain("kill -CONT 8123");
    }

    [Fact]
    public void Policy_is_asked_and_not_guessed()
    {
        Of(Manager, settings: new LockSettings { OnHung = HungHolder.Wait }).Should().Contain("go on waiting; locks.on_hung = \"wait\"");
        Of(Manager, priority: Priority.Critical).Should().Contain("at once").And.Contain("priority = \"critical\"");
        Of(Manager, settings: new LockSettings { Wait = TimeSpan.FromMinutes(1) }).Should().Contain("never called hung");
    }

    [Theory]
    [InlineData(HolderKind.Unknown, "no package manager that KuPkg knows")]
    [InlineData(HolderKind.Container, "another pid namespace")]
    [InlineData(HolderKind.OutOfSight, "cannot be seen")]
    [InlineData(HolderKind.OwnRun, "KuPkg's own watch")]
    [InlineData(HolderKind.Hidden, "sudo kupkg locks")]
    public void Who_is_not_signalled_is_said_to_be_so(HolderKind kind, string said) =>
        Of(Manager with { Kind = kind }).Should().Contain(said).And.NotContain("end what hangs");
}
