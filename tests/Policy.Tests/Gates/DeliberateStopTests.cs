using KuPkg.Policy.Gates;

namespace KuPkg.Policy.Tests.Gates;

/// <summary>The states of units as systemd 252 showed them (docs/facts.md).</summary>
public class DeliberateStopTests
{
    private static readonly UnitState Unit = new("foo.service") { LoadState = "loaded", ActiveState = "inactive", SubState = "dead", UnitFileState = "enabled", Type = "simple", Restart = "no", Result = "success" };

    // Seconds since boot.
    private static readonly UnitState Ended = Unit with { MainEndedAt = TimeSpan.FromSeconds(20.000), LeftActiveAt = TimeSpan.FromSeconds(20.001), ChangedAt = TimeSpan.FromSeconds(20.001) };
    private static readonly UnitState Stopped = Unit with { LeftActiveAt = TimeSpan.FromSeconds(20.000), MainEndedAt = TimeSpan.FromSeconds(20.002), ChangedAt = TimeSpan.FromSeconds(20.003) };

    public static TheoryData<string, UnitState, string?> Rows => new()
    {
        { "runs", Unit with { ActiveState = "active" }, null },
        { "systemctl stop", Stopped, "foo.service was stopped" },
        { "systemctl stop, Restart=always", Stopped with { Restart = "always" }, "foo.service was stopped" },
        { "clean end, Restart=no", Ended, null },
        { "kill -TERM, Restart=no", Ended, null },
        { "clean end, on-failure", Ended with { Restart = "on-failure" }, null },
        { "exit 3", Ended with { ActiveState = "failed", Result = "exit-code" }, null },
        { "kill -9", Ended with { ActiveState = "failed", Result = "signal" }, null },
        { "out of memory", Ended with { ActiveState = "failed", Result = "oom-kill" }, null },
        { "start limit", Ended with { ActiveState = "failed", Result = "start-limit-hit", Restart = "always" }, null },
        { "start limit after crashes", Ended with { ActiveState = "failed", Result = "exit-code", Restart = "always" }, null },
        { "reset-failed after exit 3", Ended, null },
        { "stop between two starts, always", Ended with { Restart = "always" }, "foo.service was stopped between two starts" },
        { "stop between two starts, on-failure", Ended with { Restart = "on-failure", Result = "exit-code" }, "foo.service was stopped between two starts" },
        { "never started, enabled", Unit, null },
        { "never started, static", Unit with { UnitFileState = "static" }, "nothing starts foo.service at boot" },
        { "ended by itself, static", Ended with { UnitFileState = "static" }, null },
        { "condition not met", Unit with { IsConditionUnmet = true }, "the conditions of foo.service are not met" },
        { "main process unknown", Unit with { LeftActiveAt = TimeSpan.FromSeconds(20) }, "foo.service was stopped" },
        { "a job that is done", Ended with { Type = "oneshot" }, "foo.service has done its work" },
        { "disabled, never started", Unit with { UnitFileState = "disabled" }, "foo.service is disabled and does not run" },
        { "disabled, failed", Ended with { UnitFileState = "disabled", ActiveState = "failed" }, "foo.service is disabled and does not run" },
        { "disabled, runs", Unit with { UnitFileState = "disabled", ActiveState = "active" }, null },
        { "masked", Unit with { LoadState = "masked", UnitFileState = "masked" }, "foo.service is masked" },
        { "masked, still runs", Unit with { UnitFileState = "masked-runtime", ActiveState = "active" }, "foo.service is masked" },
        { "being stopped", Unit with { ActiveState = "deactivating" }, "foo.service is being stopped" },
        { "between two starts", Ended with { ActiveState = "activating", SubState = "auto-restart" }, null },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void It_is_told_from_an_end_by_itself(string what, UnitState unit, string? expected) => DeliberateStop.Of(unit).Should().Be(expected, what);
}
