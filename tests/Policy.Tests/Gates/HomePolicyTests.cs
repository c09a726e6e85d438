using KuPkg.Policy.Gates;

namespace KuPkg.Policy.Tests.Gates;

/// <summary>Whose a process is, by its control group.</summary>
public class HomePolicyTests
{
    [Theory]
    [InlineData("/system.slice/foo.service", ProcessHome.OwnUnit)]
    [InlineData("/system.slice/foo.service/workers", ProcessHome.OwnUnit)]
    [InlineData("/system.slice/bar.service", ProcessHome.OtherService)]
    [InlineData("/system.slice/run-r12.scope", ProcessHome.Stray)]
    [InlineData("/foo-stray", ProcessHome.Stray)]
    [InlineData("/", ProcessHome.Stray)]
    [InlineData("/user.slice/user-1000.slice/session-3.scope", ProcessHome.LoginSession)]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/app.slice/x.scope", ProcessHome.LoginSession)]
    [InlineData("/system.slice/docker-0a1b.scope", ProcessHome.Container)]
    [InlineData("/machine.slice/libpod-0a1b.scope", ProcessHome.Container)]
    [InlineData("/kubepods/burstable/pod1/abc", ProcessHome.Container)]
    public void It_tells(string cgroup, ProcessHome home) => HomePolicy.Of(cgroup, "foo.service", isNested: false).Should().Be(home);

    [Fact]
    public void A_nested_pid_namespace_is_a_container_whatever_its_group() => HomePolicy.Of("/system.slice/foo.service", "foo.service", isNested: true).Should().Be(ProcessHome.Container);

    [Fact]
    public void Without_systemd_a_group_tells_nothing()
    {
        HomePolicy.OfUnsupervised("/system.slice/agent.service", isNested: false, isSystemdHost: false).Should().Be(ProcessHome.OwnUnit);
        HomePolicy.OfUnsupervised("/user.slice/user-0.slice/session-1.scope", isNested: false, isSystemdHost: true).Should().Be(ProcessHome.LoginSession);
        HomePolicy.OfUnsupervised("/", isNested: true, isSystemdHost: false).Should().Be(ProcessHome.Container);
    }

    [Theory]
    [InlineData("0.0.0.0:7000", "127.0.0.1:7000", true)]
    [InlineData("[::]:7000", "localhost:7000", true)]
    [InlineData("127.0.0.2:7000", "127.0.0.1:7000", false)]
    [InlineData("127.0.0.1:7001", "127.0.0.1:7000", false)]
    [InlineData("/run/foo.sock", "/run/foo.sock", true)]
    [InlineData("/run/bar.sock", "/run/foo.sock", false)]
    public void Who_listens_answers_who_connects(string listens, string wanted, bool serves) => ListenAddress.Serves(listens, wanted).Should().Be(serves);
}
