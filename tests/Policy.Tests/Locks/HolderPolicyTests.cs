using KuPkg.Policy.Locks;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Locks;

public class HolderPolicyTests
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1), TooLong = TimeSpan.FromMinutes(30);

    private static readonly Holder Manager = new() { Kind = HolderKind.Manager, Top = new ProcessId(8123, 5), Name = "apt-get", User = "root" };

    private static readonly Verdict Moves = new Progressing { Evidence = [] };
    private static readonly Verdict Still = new Quiet(TimeSpan.FromSeconds(6), TimeSpan.FromMinutes(5)) { Evidence = [] };
    private static readonly Verdict Blocked = new Quiet(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(5)) { Evidence = [], IsUninterruptible = true };
    private static readonly Verdict Burns = new Spinning(TimeSpan.FromHours(1), []) { Evidence = [] };
    private static readonly Verdict Costs = new OverBudget(false) { Evidence = [] };

    private static Verdict Hung(StallReason reason = StallReason.AllAsleep) => new Stalled(reason, []) { Evidence = [] };

    private static Verdict? VerdictOf(string name) => name switch
    {
        "progressing" => Moves,
        "slow" => new Slow(1) { Evidence = [] },
        "quiet" => Still,
        "uninterruptible" => Blocked,
        "spinning" => Burns,
        "over budget" => Costs,
        "hung" => Hung(),
        "none" => null,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such verdict"),
    };

    private static LockDecision Decide(
        Holder holder, Verdict? verdict, TimeSpan? waited = null, bool isStopped = false, bool wasLetGoOn = false, LockSettings? settings = null, Priority priority = Priority.Normal) =>
        HolderPolicy.Decide(holder, new HolderSeen(verdict, isStopped, wasLetGoOn, waited ?? Early), settings ?? new LockSettings(), priority);

    [Theory]
    [InlineData("progressing")]
    [InlineData("slow")]
    [InlineData("quiet")]
    [InlineData("uninterruptible")]
    [InlineData("spinning")]
    [InlineData("over budget")]
    [InlineData("none")]
    public void What_does_not_hang_is_waited_for_up_to_the_limit_and_never_touched(string verdict)
    {
        foreach (var holder in new[] { Manager, Manager with { Terminal = "pts/3" }, Manager with { Session = "session 3" } })
        {
            foreach (var priority in Enum.GetValues<Priority>())
            {
                Decide(holder, VerdictOf(verdict), priority: priority).Should().BeOfType<KeepWaiting>();
                Decide(holder, VerdictOf(verdict), TooLong - TimeSpan.FromTicks(1), priority: priority).Should().BeOfType<KeepWaiting>();
                Decide(holder, VerdictOf(verdict), TooLong, priority: priority).Should().BeOfType<GiveUp>().Which.Why.Should().Contain("locks.wait");
            }
        }
    }

    [Theory]
    [InlineData(false, HungHolder.Kill, HungHolder.Report, Priority.Normal, typeof(EndHung))]
    [InlineData(false, HungHolder.Wait, HungHolder.Kill, Priority.Normal, typeof(KeepWaiting))]
    [InlineData(false, HungHolder.Report, HungHolder.Kill, Priority.Normal, typeof(GiveUp))]
    [InlineData(true, HungHolder.Kill, HungHolder.Report, Priority.Normal, typeof(GiveUp))]
    [InlineData(true, HungHolder.Report, HungHolder.Kill, Priority.Normal, typeof(EndHung))]
    [InlineData(true, HungHolder.Kill, HungHolder.Wait, Priority.Normal, typeof(KeepWaiting))]
    [InlineData(false, HungHolder.Kill, HungHolder.Kill, Priority.Critical, typeof(GiveUp))]
    [InlineData(true, HungHolder.Kill, HungHolder.Kill, Priority.Critical, typeof(GiveUp))]
    [InlineData(false, HungHolder.Wait, HungHolder.Wait, Priority.Critical, typeof(GiveUp))]
    public void A_hung_package_manager_is_treated_by_policy(bool isInteractive, HungHolder onHung, HungHolder interactive, Priority priority, Type decision)
    {
        var settings = new LockSettings { OnHung = onHung, Interactive = interactive };
        foreach (var holder in isInteractive ? new[] { Manager with { Terminal = "pts/3" }, Manager with { Session = "session 3" } } : [Manager])
            Decide(holder, Hung(), settings: settings, priority: priority).Should().BeOfType(decision);
    }

    [Fact]
    public void A_hang_that_shows_only_when_the_wait_is_over_is_still_ended() =>
        Decide(Manager, Hung(), TooLong).Should().BeOfType<EndHung>();

    [Theory]
    [InlineData(HolderKind.Unknown)]
    [InlineData(HolderKind.Container)]
    [InlineData(HolderKind.OutOfSight)]
    [InlineData(HolderKind.Hidden)]
    [InlineData(HolderKind.OwnRun)]
    public void Who_may_not_be_signalled_is_waited_for_whatever_it_does_and_whatever_policy_says(HolderKind kind)
    {
        foreach (var verdict in new[] { "progressing", "quiet", "hung", "spinning", "none" }.Select(VerdictOf))
        {
            foreach (var mode in Enum.GetValues<HungHolder>())
            {
                foreach (var (isStopped, priority) in new[] { (true, Priority.Normal), (false, Priority.Normal), (true, Priority.Critical) })
                {
                    var settings = new LockSettings { OnHung = mode, Interactive = mode };
                    Decide(Manager with { Kind = kind }, verdict, Early, isStopped, settings: settings, priority: priority).Should().BeOfType<KeepWaiting>();
                    Decide(Manager with { Kind = kind }, verdict, TooLong, isStopped, settings: settings, priority: priority).Should().BeOfType<GiveUp>();
                }
            }
        }
    }

    [Theory]
    [InlineData("quiet", false, HungHolder.Report, Priority.Normal, true)]
    [InlineData("hung", false, HungHolder.Report, Priority.Normal, true)]
    [InlineData("progressing", false, HungHolder.Report, Priority.Normal, false)]
    [InlineData("uninterruptible", false, HungHolder.Report, Priority.Normal, true)]
    [InlineData("quiet", true, HungHolder.Report, Priority.Normal, false)]
    [InlineData("quiet", true, HungHolder.Wait, Priority.Normal, false)]
    [InlineData("quiet", true, HungHolder.Kill, Priority.Normal, true)]
    [InlineData("quiet", false, HungHolder.Report, Priority.Critical, false)]
    public void A_stopped_package_manager_is_let_go_on_once_if_nobody_sits_at_it(string verdict, bool isInteractive, HungHolder interactive, Priority priority, bool isLetGoOn)
    {
        var holder = isInteractive ? Manager with { Terminal = "pts/3" } : Manager;
        var settings = new LockSettings { Interactive = interactive };

        (Decide(holder, VerdictOf(verdict), isStopped: true, settings: settings, priority: priority) is LetGoOn).Should().Be(isLetGoOn);
        Decide(holder, VerdictOf(verdict), isStopped: true, wasLetGoOn: true, settings: settings, priority: priority).Should().NotBeOfType<LetGoOn>("once");
    }

    [Fact]
    public void One_that_stays_stopped_is_ended_in_the_end() =>
        Decide(Manager, Hung(StallReason.Stopped), isStopped: true, wasLetGoOn: true).Should().BeOfType<EndHung>();

    [Fact]
    public void Why_and_what_to_type_are_said()
    {
        var atTerminal = Decide(Manager with { Terminal = "pts/3" }, Hung()).Should().BeOfType<GiveUp>().Subject;
        atTerminal.Why.Should().Contain("5 min (locks.hung_after)").And.Contain("pts/3").And.Contain("locks.interactive = \"report\"");
        atTerminal.Command.Should().Contain("pts/3").And.Contain("--set locks.interactive=kill");
        Decide(Manager with { Terminal = "pts/3" }, Hung(StallReason.Stopped), isStopped: true).Should().BeOfType<GiveUp>().Which.Command.Should().Contain("kill -CONT 8123");
        Decide(Manager, Hung(), priority: Priority.Critical).Should().BeOfType<GiveUp>().Which.Why.Should().Contain("priority = \"critical\"");
        Decide(Manager with { Kind = HolderKind.Unknown }, Moves, TooLong).Should().BeOfType<GiveUp>().Which.Command.Should().Be("ps -fp 8123");
        Decide(new Holder { Kind = HolderKind.OutOfSight }, null, TooLong).Should().BeOfType<GiveUp>().Which.Why.Should().Contain("never signalled");
    }
}
