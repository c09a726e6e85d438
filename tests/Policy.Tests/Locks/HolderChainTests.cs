using KuPkg.Policy.Locks;
using KuPkg.Policy.Model;
using KuPkg.Policy.Tests.Kill;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Locks;

public class HolderChainTests
{
    private static readonly TreeSample Tree = Trees.Of(
        (100, 1, "apt-get"), (110, 100, "dpkg"), (120, 110, "postgresql-15.postinst"), (130, 120, "pg_upgradecluster"), (140, 120, "cat"));

    private static TreeSample With(TreeSample tree, int pid, Func<ProcessSample, ProcessSample> change) =>
        tree with { Processes = [.. tree.Processes.Select(p => p.Id.Pid == pid ? change(p) : p)] };

    [Fact]
    public void It_leads_down_to_the_busy_process() =>
        HolderChain.Of(Tree, With(Tree, 130, p => p with { CpuTicks = 40 }), Trees.Role)
            .Should().Equal("apt-get", "dpkg", "postgresql-15.postinst", "pg_upgradecluster (pid 130)");

    [Fact]
    public void Without_a_busy_one_it_leads_to_the_youngest_of_the_deepest() =>
        HolderChain.Of(null, Tree, Trees.Role)[^1].Should().Be("cat (pid 140)");

    [Fact]
    public void Bytes_count_as_work_as_well() =>
        HolderChain.Of(Tree, With(Tree, 110, p => p with { IoBytes = 4096 }), Trees.Role).Should().Equal("apt-get", "dpkg (pid 110)");

    [Fact]
    public void A_tree_that_is_gone_has_none_and_a_loop_of_parents_ends()
    {
        HolderChain.Of(null, Trees.Of((100, 1, "apt-get")).InState(100, 'Z'), Trees.Role).Should().BeEmpty();
        HolderChain.Of(null, Trees.Of((100, 130, "apt-get"), (130, 100, "cat")), Trees.Role).Should().NotBeEmpty();
        HolderChain.Of(null, Trees.Of((100, 1, "apt-get"), (120, 130, "a"), (130, 120, "b")), Trees.Role).Should().Equal("apt-get");
    }

    [Theory]
    [InlineData("/usr/bin/apt-get -y dist-upgrade", "apt-get -y dist-upgrade")]
    [InlineData("/usr/bin/python3 /usr/bin/unattended-upgrade -d", "unattended-upgrade -d")]
    [InlineData("/bin/sh -c /usr/bin/thing", "sh -c /usr/bin/thing")]
    public void A_command_is_shown_without_its_path(string command, string shown) =>
        HolderChain.Short(Trees.Process(1, 0, "x") with { Command = command }, _ => ProcessRole.Work).Should().Be(shown);

    [Fact]
    public void A_long_command_is_cut_and_a_defunct_one_has_its_name()
    {
        HolderChain.Short(Trees.Process(1, 0, "dpkg") with { Command = "dpkg " + new string('x', 500) }, _ => ProcessRole.Work).Should().HaveLength(60).And.EndWith("…");
        HolderChain.Short(Trees.Process(1, 0, "dpkg") with { Command = "" }, _ => ProcessRole.Work).Should().Be("dpkg");
    }

    [Fact]
    public void A_tree_without_installer_or_script_may_be_asked_to_end()
    {
        HolderPolicy.PhaseOf(Tree, Trees.Role).Should().Be(Phase.Install);
        HolderPolicy.PhaseOf(Trees.Of((100, 1, "apt-get"), (110, 100, "http")), Trees.Role).Should().Be(Phase.Download);
        HolderPolicy.PhaseOf(Trees.Of((100, 1, "apt-get"), (110, 100, "hook")), Trees.Role).Should().Be(Phase.Install);
        HolderPolicy.PhaseOf(Trees.Of((100, 1, "apt-get"), (110, 100, "dpkg")).InState(110, 'Z'), Trees.Role).Should().Be(Phase.Download);
    }
}
