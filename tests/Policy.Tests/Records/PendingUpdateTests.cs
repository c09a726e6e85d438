using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;
using KuPkg.Policy.Records;

namespace KuPkg.Policy.Tests.Records;

public sealed class PendingUpdateTests
{
    private static readonly Change A = new(new PackageId("a", "all"), "1", "2", "Debian:12/stable", IsSecurity: false);
    private static readonly Change B = A with { Package = new PackageId("b", "all"), IsSecurity = true };
    private static readonly Change Gone = A with { Package = new PackageId("gone", "all"), To = null };
    private static readonly Plan Plan = new([A, B, Gone], [new KeptBack(new PackageId("k", ""), "1", "3", "phased", "")]);

    [Fact]
    public void Before_the_install_all_of_the_plan_waits_but_no_removal() =>
        PendingUpdate.Of(Plan, []).Select(static p => $"{p.Package} {p.Version} {p.IsSecurity} {p.Why}").Should().Equal("a 2 False ", "b 2 True ", "k 3 False phased");

    [Fact]
    public void After_it_what_was_not_updated_does_with_its_cause() =>
        PendingUpdate.Of(Plan, [new PackageResult(A, PackageFate.Updated, "2", "", ""), new PackageResult(B, PackageFate.PutBack, "1", "its postinst hung", "")])
            .Select(static p => $"{p.Package} {p.Why}").Should().Equal("b its postinst hung", "k phased");
}
