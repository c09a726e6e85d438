using KuPkg.Agent.Drivers.Apt;
using KuPkg.Harness.Commands;

namespace KuPkg.Agent.Tests.Drivers.Apt;

public sealed class DpkgVersionComparerTests
{
    private static readonly string[] Versions =
    [
        "1.0~~", "1.0~~a", "1.0~", "1.0~rc1-1", "1.0", "1.0-0", "1.0-1", "1.0-1~bpo1", "1.0-1+b1", "1.0+dfsg-1", "1.0a", "1.00", "1.01", "1.2", "1.10", "1.2.3-4-5",
        "0:1.0", "1:0.1", "2:0~", "2.4-3A~really2.4.2", "20240101", "99999999999999999999", "100000000000000000000", "1.0-~", "1.a", "1.+", "1..", "a", "0", "",
    ];

    [Fact]
    public async Task Versions_are_ordered_as_dpkg_orders_them()
    {
        // One shell for all pairs: dpkg starts fast, but not nine hundred times fast.
        var script = string.Join('\n', Pairs().Select(p => $"if dpkg --compare-versions '{p.Left}' lt-nl '{p.Right}' 2>/dev/null; then echo -1; elif dpkg --compare-versions '{p.Left}' eq '{p.Right}' 2>/dev/null; then echo 0; else echo 1; fi"));
        var dpkg = (await Command.RunAsync(["sh"], input: script)).MustSucceed().Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);

        foreach (var (pair, expected) in Pairs().Zip(dpkg))
            Math.Sign(DpkgVersionComparer.Instance.Compare(pair.Left, pair.Right)).Should().Be(expected, "{0} against {1}", pair.Left, pair.Right);
    }

    private static IEnumerable<(string Left, string Right)> Pairs() =>
        from left in Versions.Where(v => v.Length > 0) from right in Versions.Where(v => v.Length > 0) select (left, right);
}
