using KuPkg.Policy.Gates;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.History;

/// <summary>A run in which everything happens that can be told: a good package, and one whose postinst hangs, is killed, repaired, put back and held.</summary>
internal static class SampleRun
{
    public static readonly DateTimeOffset Begin = new(2026, 11, 12, 2, 41, 7, 311, TimeSpan.Zero);

    public static readonly PackageId LibFoo = new("libfoo1", "amd64");

    public static readonly Change LibFooChange = new(LibFoo, "2.4-2", "2.4-3", "Debian:12.8/stable", IsSecurity: false);

    public static readonly Change LibBarChange = new(new PackageId("libbar2", "amd64"), "2.1-1", "2.1-2", "Debian-Security:12/stable-security", IsSecurity: true);

    public static RunStart Start(long run = 412) =>
        new(run, "web-17", "apt", "stable", "due", Begin, 9120, 8_812_345, "0b7c4b5e-6f8a-4c0e-9c55-8f9f3f3c1a11", "0.1.0");

    public static Hold LibFooHold(long run = 412) =>
        new(LibFoo, "2.4-3", "its postinst slept 5 min without CPU or I/O", run, At(361));

    public static RunRecord Record(long run = 412) => new(
        run, Outcome.PartlyUpdated, 1, "1 of 2 packages updated; libfoo1 held; host consistent", At(363), TimeSpan.FromSeconds(362.7291234),
        [
            new PackageResult(LibBarChange, PackageFate.Updated, "2.1-2", "", ""),
            new PackageResult(
                LibFooChange, PackageFate.PutBack, "2.4-2", "its postinst slept 5 min without CPU or I/O; killed, put back to 2.4-2", "kupkg unhold libfoo1"),
        ],
        40_055_603, [])
    {
        Warnings = ["source http://mirror-3.example.org/debian stable could not be refreshed: 404 Not Found"],
    };

    /// <summary>As it comes back: of the contract there are no more than the names.</summary>
    public static SeenService Foo { get; } = new(
        new TouchedService(new ServiceContract { Name = "foo", Unit = "foo.service", Packages = ["libbar2"] }, IsWritten: true, [new Touch("libbar2", TouchKind.MappedFile)], Treatment.Restart, ""),
        new ServiceLook("foo", 8_812_400, [new ServiceProcess(new ProcessId(812, 4_711), "food", "/usr/sbin/food", new FileIdentity(64_769, 5_948_559), ProcessHome.OwnUnit) { Unit = "foo.service", Listens = ["127.0.0.1:7000"] }])
        {
            BootId = "0b7c4b5e-6f8a-4c0e-9c55-8f9f3f3c1a11", Executable = "/usr/sbin/food", OnDisk = new FileIdentity(64_769, 5_948_559), Unit = new UnitState("foo.service") { Restarts = 2 },
        },
        "tcp 127.0.0.1:7000: connection refused");

    public static KillReport Kill() => new(
        new KillPlan(
            "libfoo1.postinst", "libfoo1", "postinst", "stalled: nothing in the tree moved for 5 min 0 s (limit 5 min)",
            [
                new SweepStep([new ProcessId(6364, 88213)], [new ProcessId(6365, 88214), new ProcessId(6364, 88213)], [new ProcessId(6360, 88200)]),
                new SignalStep(SignalNames.Terminate, [new ProcessId(6300, 88100)], TimeSpan.FromSeconds(10)),
            ]),
        [
            new SentSignal(new ProcessId(6365, 88214), "sleep", SignalNames.Stop, TimeSpan.Zero, "sent"),
            new SentSignal(new ProcessId(6364, 88213), "libfoo1.postins", SignalNames.Stop, TimeSpan.FromTicks(3_217), "sent"),
            new SentSignal(new ProcessId(6365, 88214), "sleep", SignalNames.Kill, TimeSpan.FromMilliseconds(1.2), "sent"),
            new SentSignal(new ProcessId(6364, 88213), "libfoo1.postins", SignalNames.Kill, TimeSpan.FromMilliseconds(1.4), "sent"),
        ],
        [
            "6364 sh /var/lib/dpkg/info/libfoo1.postinst configure 2.4-2   S  do_wait",
            "6365 sleep 1000   S  hrtimer_nanosleep",
        ],
        true, TimeSpan.FromMilliseconds(4.1), []);

    /// <summary>All that happens after <see cref="RunBegan"/>, in order.</summary>
    public static IReadOnlyList<RunEvent> Events(long run = 412) =>
    [
        new RunBegan(Start(run)) { At = Begin },
        new StepBegan("refresh") { At = At(0.2) },
        new Noted("mirror-1 stalled after 4.1 MiB, went on at mirror-2 (+3.0 s)", IsWarning: false) { At = At(1.3) },
        new StepEnded("refresh", StepResult.Partly, "2 of 3 sources, 9.4 MiB", TimeSpan.FromSeconds(2.1)) { At = At(2.3) },
        new Noted("source http://mirror-3.example.org/debian stable could not be refreshed: 404 Not Found", IsWarning: true) { At = At(2.3) },
        new StepBegan("plan") { At = At(2.4) },
        new StepEnded("plan", StepResult.Done, "2 to upgrade (1 security)", TimeSpan.FromSeconds(0.8)) { At = At(3.2) },
        new VersionsKept(
        [
            new KeptVersion(LibFoo, "2.4-2", AsideOrigin.Rebuilt, 81_920, "rebuilt from the installed files: /etc/libfoo.conf: changed here and left out, so that it stays as it is"),
            new KeptVersion(new PackageId("libbar2", "amd64"), "2.1-1", AsideOrigin.Fetched, 40_960, ""),
        ]) { At = At(3.25) },
        new ServicesSeen([Foo]) { At = At(3.28) },
        new ServiceStepped("foo", ServiceStep.Before, "healthy", ["food (pid 812) /usr/sbin/food (inode 5948559), listens at 127.0.0.1:7000"]) { At = At(3.29) },
        new StepBegan("install") { At = At(3.3) },
        new PlanMade([new Change(new PackageId("libbar2", "amd64"), "2.1-1", "2.1-2", "Debian:12.8/stable", false), new Change(new PackageId("libfoo1", "amd64"), "2.4-2", "2.4-3", "Debian-Security:12/stable-security", true)]) { At = At(3.3) },
        new PackageStepped("libbar2", 20, "Unpacking libbar2 (amd64)", IsError: false) { At = At(3.9) },
        new PackageStepped("libfoo1", 60.5, "Configuring libfoo1 (amd64)", IsError: false) { At = At(4.1) },
        new VerdictReached(
            "install", "stalled", "every process sleeps and nothing moves", "libfoo1.postinst",
            ["nothing in the tree moved for 5 min 0 s (limit 5 min)", "6365 sleep 1000   S  hrtimer_nanosleep"], IsTerminal: true) { At = At(304.8) },
        new KillDone("install", Kill()) { At = At(304.81) },
        new PackageStepped("libfoo1", null, "installed libfoo1 package post-installation script subprocess was killed by signal (Killed)", IsError: true) { At = At(304.9) },
        new PackageStepped(null, 100, "Running dpkg", IsError: false) { At = At(305) },
        new StepEnded("install", StepResult.Partly, "1 of 2 packages", TimeSpan.FromSeconds(301.8)) { At = At(305.1) },
        new StepBegan("repair: dpkg --configure -a") { At = At(305.2) },
        new StepEnded("repair: dpkg --configure -a", StepResult.Failed, "libfoo1.postinst hung again", TimeSpan.FromSeconds(60)) { At = At(360) },
        new Repaired("dpkg --configure -a", IsSuccess: false, "libfoo1.postinst hung again; stopped after 60 s (second and last try)") { At = At(360) },
        new Repaired("put back libfoo1 2.4-2", IsSuccess: true, "dpkg --audit: clean") { At = At(360.8) },
        new VersionsPutBack([new PutBackResult(LibFoo, "2.4-3", "2.4-2", IsSuccess: true, "")]) { At = At(360.8) },
        new HoldPlaced(LibFooHold(run)) { At = At(361) },
        new ServiceStepped("foo", ServiceStep.Restarting, "systemctl restart foo.service, as food (pid 812) runs code that was replaced: /usr/sbin/food", []) { At = At(361.1) },
        new ServiceStepped("foo", ServiceStep.Stable, "for 20 s", []) { At = At(362.9) },
        new RunEnded(Record(run)) { At = At(363) },
    ];

    public static DateTimeOffset At(double seconds) => Begin.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
}
