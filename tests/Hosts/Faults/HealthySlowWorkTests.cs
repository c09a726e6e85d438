using KuPkg.Harness.Hosts;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>Work that makes progress is never ended, however silent it is and however much longer than the quiet limit it takes.</summary>
public sealed class HealthySlowWorkTests
{
    /// <summary>Three times the quiet limit of these tests.</summary>
    private const int Long = 18;

    [Fact]
    public async Task A_postinst_that_only_uses_cpu_is_let_work()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = Scripts.WorkOnCpu(Long) });

        await scene.ShouldBeUpdatedAsync(await scene.RunAsync());
    }

    [Fact]
    public async Task A_postinst_that_only_writes_is_let_work()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = Scripts.WorkOnDisk(Long) });

        await scene.ShouldBeUpdatedAsync(await scene.RunAsync());
    }

    [Fact]
    public async Task A_postinst_that_waits_for_a_unit_which_works_is_let_wait()
    {
        // The postinst sleeps in systemctl; the work is done in the unit's own control group, as a database's migration would be.
        await using var scene = await Pairs.OfferedAsync(WithSlowUnit(Pairs.Bad2));

        await scene.ShouldBeUpdatedAsync(await scene.RunAsync());
        (await scene.Host.MustAsync("systemctl", "is-active", "migrate.service")).Line.Should().Be("active");
    }

    [Fact]
    public async Task Two_processes_that_eat_all_cpu_do_not_make_a_slow_install_look_hung()
    {
        await using var scene = await Pairs.OfferedAsync(Pairs.Bad2 with { Postinst = Scripts.WorkOnDisk(Long) });
        await using var first = scene.Host.Start(["sh", "-c", "while :; do :; done"]);
        await using var second = scene.Host.Start(["sh", "-c", "while :; do :; done"]);
        await BootedHost.UntilAsync(() => scene.Host.Processes().Count(p => p.CommandLine.StartsWith("sh -c while", StringComparison.Ordinal)) == 2, TimeSpan.FromSeconds(10), "both are at it");

        await scene.ShouldBeUpdatedAsync(await scene.RunAsync());
    }

    private static DebianPackage WithSlowUnit(DebianPackage package) => package with
    {
        Files = new Dictionary<string, string>(package.Files)
        {
            ["/lib/systemd/system/migrate.service"] = $"""
                [Service]
                Type=oneshot
                RemainAfterExit=yes
                TimeoutStartSec=infinity
                ExecStartPre=/usr/bin/python3 -c "import time; end = time.monotonic() + {Long}; [None for _ in iter(lambda: time.monotonic() < end, False)]"
                ExecStart=/bin/true

                """,
        },
        Postinst = "systemctl daemon-reload\nsystemctl start migrate.service",
    };
}
