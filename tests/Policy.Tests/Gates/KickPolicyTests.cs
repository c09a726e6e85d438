using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Tests.Gates;

public class KickPolicyTests
{
    private const int Uptime = 10_000;

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly FileIdentity Image = new(1, 2);
    private static readonly SocketCheck Socket = new("127.0.0.1:7000", null);
    private static readonly ServiceContract Contract = new() { Name = "foo", Packages = ["foo"], Executable = "/usr/sbin/food", Restart = RestartWay.Kill, Checks = [Socket] };
    private static readonly UnitState Active = new("foo.service") { LoadState = "loaded", ActiveState = "active", SubState = "running", UnitFileState = "enabled", Restart = "always", Result = "success", MainPid = 7 };
    private static readonly UnitState Failed = Active with { ActiveState = "failed", SubState = "failed", Result = "signal", Restart = "no", MainPid = 0, ChangedAt = At(Uptime - 100), LeftActiveAt = At(Uptime - 100), MainEndedAt = At(Uptime - 100) };
    private static readonly CheckResult Refused = new(Socket, false, "Connection refused", TimeSpan.Zero, 2);

    // It has run for an hour and does not answer.
    private static readonly KickFacts Dead = new() { Contract = Contract, Look = Look(Active, Process(3600)), Checks = [Refused], Now = Now };

    public static TheoryData<string, KickFacts, string> Rows => new()
    {
        { "answers", Dead with { Checks = [Refused with { IsPassed = true }] }, "healthy" },
        { "no check was due", Dead with { Checks = [] }, "healthy" },
        { "no checks, runs", Dead with { Contract = Contract with { Checks = [] }, Checks = [] }, "healthy" },
        { "live death", Dead, "restart: tcp 127.0.0.1:7000: Connection refused" },
        { "killed", Down(Failed), "start: foo.service is failed (failed), signal" },
        { "killed, no checks", Down(Failed) with { Contract = Contract with { Checks = [] }, Checks = [new CheckResult(new UnitCheck("foo.service"), false, "failed (failed)", TimeSpan.Zero, 2)] }, "start: foo.service is failed (failed), signal" },
        { "ended by itself", Down(Failed with { ActiveState = "inactive", SubState = "dead", Result = "success" }), "start: foo.service is inactive (dead)" },
        { "masked", Down(Failed with { UnitFileState = "masked" }), "left alone: foo.service is masked" },
        { "disabled", Down(Failed with { UnitFileState = "disabled" }), "left alone: foo.service is disabled and does not run" },
        { "stopped", Down(Failed with { ActiveState = "inactive", Result = "success", MainEndedAt = At(Uptime - 99) }), "left alone: foo.service was stopped" },
        { "held", Dead with { Hold = "" }, "left alone: held" },
        { "held with a reason", Dead with { Hold = "ticket 17" }, "left alone: held: ticket 17" },
        { "a run is at it", Dead with { IsLocked = true }, "left alone: a run that upgrades it, or another kick, is at it" },
        { "a job waits", Down(Failed with { IsQueued = true }), "left alone: a job of systemd is at it" },
        { "restart = none", Dead with { Contract = Contract with { Restart = RestartWay.None } }, "report: tcp 127.0.0.1:7000: Connection refused; its contract says restart = \"none\"" },
        { "supervisor = none", Dead with { Contract = Contract with { Supervisor = Supervisor.None }, Look = Look(null) }, "report: tcp 127.0.0.1:7000: Connection refused; its contract says supervisor = \"none\": nobody starts it" },
        { "never restarted", Dead with { Contract = Contract with { Unit = "dbus.service" } }, "report: tcp 127.0.0.1:7000: Connection refused; everything on the host talks over it; only a reboot renews it" },
        { "the caller's own", Dead with { OwnUnit = "foo.service" }, "report: tcp 127.0.0.1:7000: Connection refused; this run, or whoever started it, runs in it" },
        { "no such unit", Down(Failed with { LoadState = "not-found", UnitFileState = "", ActiveState = "inactive" }), "report: tcp 127.0.0.1:7000: Connection refused; foo.service is not-found" },
        { "critical, runs", Dead with { Contract = Contract with { Priority = Priority.Critical } }, "report: tcp 127.0.0.1:7000: Connection refused; its contract says priority = \"critical\": a person decides" },
        { "critical, down", Down(Failed) with { Contract = Contract with { Priority = Priority.Critical } }, "start: foo.service is failed (failed), signal" },
        { "only its test for a start fails", Dead with { Checks = [Refused with { IsPassed = true }, new CheckResult(new ExecCheck(["sshd", "-t"]) { At = CheckTime.Before }, false, "exit 1", TimeSpan.Zero, 2)] }, "report: exec sshd -t: exit 1; it runs, and would not come up again" },
        { "young", Dead with { Look = Look(Active, Process(10)) }, "left alone: it was started 10 s ago and has 30 s" },
        { "old enough", Dead with { Look = Look(Active, Process(31)) }, "restart: tcp 127.0.0.1:7000: Connection refused" },
        { "on its way up", Dead with { Look = Look(Active with { ActiveState = "activating", SubState = "start", ChangedAt = At(Uptime - 5) }, Process(5)) }, "left alone: it was started 5 s ago and has 30 s" },
        { "on its way up for ever", Dead with { Look = Look(Active with { ActiveState = "activating", SubState = "start", ChangedAt = At(Uptime - 50) }, Process(50)) }, "restart: tcp 127.0.0.1:7000: Connection refused" },
        { "first restart by systemd", Dead with { Look = Look(Loop with { Restarts = 0 }) }, "left alone: it was started 1 s ago and has 30 s" },
        { "crash loop", Dead with { Look = Look(Loop) }, "report: tcp 127.0.0.1:7000: Connection refused; systemd starts it again and again (9 times), and it does not come up" },
        { "crash loop, strays reported", Dead with { Look = Look(Loop, Stray) }, "report: tcp 127.0.0.1:7000: Connection refused; systemd starts it again and again (9 times), and it does not come up" },
        { "crash loop over a stray", Dead with { Contract = Contract with { Strays = Strays.Kill }, Look = Look(Loop, Stray) }, "restart: tcp 127.0.0.1:7000: Connection refused; systemd starts it again and again, and food (pid 5) stands in its way" },
        { "given up a moment ago", Down(GivenUp with { ChangedAt = At(Uptime - 20) }), "left alone, ill: foo.service is failed (failed), exit-code; its start limit is over in 40 s" },
        { "given up", Down(GivenUp), "start: foo.service is failed (failed), exit-code" },
        { "given up, the limit is said", Down(GivenUp with { Result = "start-limit-hit" }), "start: foo.service is failed (start limit hit), start-limit-hit" },
        { "given up, set back", Down(GivenUp with { ChangedAt = At(Uptime - 20) }) with { Contract = Contract with { IsStartLimitReset = true } }, "start, set back: foo.service is failed (failed), exit-code" },
        { "given up for ever", Down(GivenUp with { StartLimitInterval = TimeSpan.MaxValue }), "report: foo.service is failed (failed), exit-code; its start limit knows no end; after mending it: systemctl reset-failed foo.service" },
        { "kicked a minute ago", Dead with { Kicks = [Now.AddMinutes(-1)] }, "left alone, ill: tcp 127.0.0.1:7000: Connection refused; it was kicked in vain, and is again from 2026-11-21 12:04 UTC on" },
        { "kicked a minute ago, and critical now", Dead with { Contract = Contract with { Priority = Priority.Critical }, Kicks = [Now.AddMinutes(-1)] }, "report: tcp 127.0.0.1:7000: Connection refused; its contract says priority = \"critical\": a person decides" },
        { "told a minute ago", Dead with { Contract = Contract with { Priority = Priority.Critical }, Reports = [Now.AddMinutes(-1)] }, "left alone, ill: tcp 127.0.0.1:7000: Connection refused; its contract says priority = \"critical\": a person decides (told; told again from 2026-11-21 12:04 UTC on)" },
        { "told a minute ago, and down now", Down(Failed) with { Contract = Contract with { Priority = Priority.Critical }, Reports = [Now.AddMinutes(-1)] }, "start: foo.service is failed (failed), signal" },
        { "kicked an hour ago", Dead with { Kicks = [Now.AddMinutes(-60)] }, "restart: tcp 127.0.0.1:7000: Connection refused" },
        { "sysv, disabled", Other(Supervisor.SysV, new ServiceStanding("foo is disabled", false)), "left alone: foo is disabled" },
        { "sysv, down", Other(Supervisor.SysV, new ServiceStanding("", null)), "start: tcp 127.0.0.1:7000: Connection refused" },
        { "sysv, disabled and runs", Other(Supervisor.SysV, new ServiceStanding("foo is disabled", false), Process(3600)), "restart: tcp 127.0.0.1:7000: Connection refused" },
        { "sysv, young", Other(Supervisor.SysV, new ServiceStanding("", null), Process(3)), "left alone: it was started 3 s ago and has 30 s" },
        { "sysv, no executable, its status says no", NoExecutable(false), "start: tcp 127.0.0.1:7000: Connection refused" },
        { "sysv, no executable, its status says yes", NoExecutable(true), "restart: tcp 127.0.0.1:7000: Connection refused" },
        { "sysv, no executable, its status says nothing", NoExecutable(null), "restart: tcp 127.0.0.1:7000: Connection refused" },
        { "upstart, conf unreadable", Other(Supervisor.Upstart, new ServiceStanding("/etc/init/foo.conf cannot be read", false)), "left alone: /etc/init/foo.conf cannot be read" },
        { "sysv, no checks, down", Other(Supervisor.SysV, new ServiceStanding("", null)) with { Contract = Contract with { Supervisor = Supervisor.SysV, Checks = [] }, Checks = [] }, "start: it does not run" },
        { "no systemd here", Dead with { Look = Look(null) }, "report: tcp 127.0.0.1:7000: Connection refused; systemd does not run here" },
    };

    private static UnitState GivenUp => Failed with { Restart = "always", Result = "exit-code", Restarts = 20, StartLimitInterval = TimeSpan.FromSeconds(60) };

    private static UnitState Loop => Active with { ActiveState = "activating", SubState = "auto-restart", MainPid = 0, Restarts = 9, ChangedAt = At(Uptime - 1) };

    private static ServiceProcess Stray => new(new ProcessId(5, 100), "food", "/usr/sbin/food", Image, ProcessHome.Stray);

    [Theory]
    [MemberData(nameof(Rows))]
    public void It_is_decided_from_what_is_seen(string what, KickFacts facts, string expected) => Words(KickPolicy.Decide(facts)).Should().Be(expected, what);

    private static KickFacts Down(UnitState unit) => Dead with { Look = Look(unit) };

    private static KickFacts Other(Supervisor supervisor, ServiceStanding standing, params ServiceProcess[] processes) =>
        Dead with { Contract = Contract with { Supervisor = supervisor }, Look = Look(null, processes), Standing = standing };

    private static KickFacts NoExecutable(bool? isRunning) =>
        Other(Supervisor.SysV, new ServiceStanding("", isRunning)) with { Contract = Contract with { Supervisor = Supervisor.SysV, Executable = null } };

    private static ServiceLook Look(UnitState? unit, params ServiceProcess[] processes) => new("foo", Uptime * 100, processes) { Unit = unit };

    private static ServiceProcess Process(int age) => new(new ProcessId(7, (Uptime - age) * 100), "food", "/usr/sbin/food", Image, ProcessHome.OwnUnit);

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);

    private static string Words(KickDecision decision) => decision switch
    {
        KickDecision.Start start => $"start{(start.IsLimitReset ? ", set back" : "")}: {start.Why}",
        KickDecision.Restart restart => $"restart: {restart.Why}",
        KickDecision.LeftAlone left => $"left alone{(left.IsIll ? ", ill" : "")}: {left.Why}",
        KickDecision.ReportOnly report => $"report: {report.Why}",
        _ => "healthy",
    };
}
