using KuPkg.Agent.Report;
using KuPkg.Policy.Locks;
using KuPkg.Policy.Model;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Report;

public sealed class LocksScreenTests
{
    private static readonly Holder Upgrade = new()
    {
        Kind = HolderKind.Manager, Top = new ProcessId(8123, 5), Name = "apt-get", Command = "apt-get -y dist-upgrade", User = "root",
        Age = TimeSpan.FromMinutes(14), Unit = "unattended-upgrades.service",
    };

    private static readonly LockReading Held = new("/var/lib/dpkg/lock-frontend", true)
    {
        Holder = Upgrade,
        Chain = ["apt-get -y dist-upgrade", "dpkg --configure -a", "postgresql-15.postinst", "pg_upgradecluster (pid 8290)"],
        IsMoving = true,
        Activity = "progressing: 0.2 s of CPU and 31 MiB read and written in the last 1 s",
        Outlook = LockOutlook.Of(Upgrade, new Progressing { Evidence = [] }, false, new LockSettings(), Priority.Normal),
    };

    private static readonly LockReading[] Readings =
    [
        Held,
        Held with { Path = "/var/lib/dpkg/lock" },
        new("/var/lib/apt/lists/lock", true),
        new("/var/cache/apt/archives/lock", true)
        {
            Holder = new Holder { Kind = HolderKind.Hidden },
            Outlook = LockOutlook.Of(new Holder { Kind = HolderKind.Hidden }, null, false, new LockSettings(), Priority.Normal),
        },
        new("/var/lib/apt/daily_lock", false),
    ];

    [Fact]
    public void Each_lock_is_told_with_its_holder_and_each_holder_once() =>
        Screens.Text(w => LocksScreen.Write(w, Terminal.None, Readings, null)).ShouldBeApproved("locks.txt");

    [Fact]
    public void A_remark_about_all_stands_at_the_end() =>
        Screens.Text(w => LocksScreen.Write(w, Terminal.None, [], "This host is quarantined")).Should().Be("This host is quarantined\n");

    [Fact]
    public void The_document_says_the_same() =>
        Screens.Text(w => LocksJson.Write(w, Readings, Screens.Now)).ShouldBeApproved("locks.json");
}
