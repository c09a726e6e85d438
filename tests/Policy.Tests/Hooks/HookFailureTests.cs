using KuPkg.Policy.Hooks;
using KuPkg.Policy.Model;

namespace KuPkg.Policy.Tests.Hooks;

public class HookFailureTests
{
    private const string Hook = "pre-install.d/10-drain", File = "/etc/kupkg/hooks/pre-install.d/10-drain", Output = "/var/lib/kupkg/runs/7/05-pre-install-10-drain.out";

    [Fact]
    public void One_that_ends_with_0_did_well_whatever_it_said() => HookFailure.Of(Hook, File, ExitStatus.Exited(0), null, "error: none", Output).Should().BeNull();

    [Fact]
    public void A_failure_names_the_hook_its_end_what_it_said_where_the_rest_is_and_what_to_type() =>
        HookFailure.Of(Hook, File, ExitStatus.Exited(3), null, "12 connections are left", Output)!.Words.Should().Be(
            $"the hook {Hook} failed: exit 3; it said last: 12 connections are left; all that it said is in {Output}. To run without it:     chmod -x {File}");

    [Fact]
    public void Where_a_step_says_already_that_it_failed_that_is_not_said_twice()
    {
        HookFailure.Of(Hook, File, ExitStatus.Exited(3), null, "", Output)!.Summary.Should().StartWith("exit 3; it said nothing");
        HookFailure.NotStarted(Hook, "no such file").Summary.Should().Be("could not be started: no such file");
    }

    [Fact]
    public void One_that_was_ended_failed_although_it_then_ended_with_0() =>
        HookFailure.Of(Hook, File, ExitStatus.Exited(0), "stalled: nothing moved for 5 min", "", Output)!.Words.Should()
            .StartWith($"the hook {Hook} was ended: stalled: nothing moved for 5 min; it said nothing");

    [Fact]
    public void An_end_that_nobody_saw_is_no_success() => HookFailure.Of(Hook, File, ExitStatus.Unknown, null, "", Output)!.What.Should().Contain("end unknown");

    [Fact]
    public void A_line_without_end_is_cut() =>
        HookFailure.Of(Hook, File, ExitStatus.Signaled(9), null, new string('x', 5000), Output)!.Words.Length.Should().BeLessThan(600);

    [Theory]
    [InlineData(HookPoint.PreRefresh, "pre-refresh.d", true)]
    [InlineData(HookPoint.PreInstall, "pre-install.d", true)]
    [InlineData(HookPoint.PostInstall, "post-install.d", false)]
    [InlineData(HookPoint.PostRun, "post-run.d", false)]
    public void Only_those_before_something_stop_the_run(HookPoint point, string directory, bool stops) => (point.Directory(), point.StopsRun()).Should().Be((directory, stops));

    [Fact]
    public void Every_point_is_in_the_list() => HookPoints.All.Should().Equal(Enum.GetValues<HookPoint>());
}
