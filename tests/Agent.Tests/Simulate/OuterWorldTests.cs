using KuPkg.Agent.Simulate.Rehearsal;

namespace KuPkg.Agent.Tests.Simulate;

public sealed class OuterWorldTests
{
    [Theory]
    [InlineData("mnt:[1] pid:[2] net:[3]", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("mnt:[1] pid:[2]", false)]
    [InlineData("mnt:[1]  net:[3]", false)]
    public void Who_does_not_say_where_it_comes_from_has_left_nothing(string? outside, bool isLeft) => OuterWorld.IsLeft(outside).Should().Be(isLeft);

    [Fact]
    public void A_namespace_that_is_shared_is_not_left()
    {
        var here = OuterWorld.Here().Split(' ');
        here.Should().HaveCount(3);
        OuterWorld.IsLeft(string.Join(' ', here)).Should().BeFalse();
        for (var i = 0; i < here.Length; i++)
        {
            string[] others = ["mnt:[1]", "pid:[2]", "net:[3]"];
            others[i] = here[i];
            OuterWorld.IsLeft(string.Join(' ', others)).Should().BeFalse();
        }
    }
}
