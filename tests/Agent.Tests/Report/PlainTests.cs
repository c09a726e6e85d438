using KuPkg.Agent.Report;

namespace KuPkg.Agent.Tests.Report;

public sealed class PlainTests
{
    [Theory]
    [InlineData("Setting up libfoo1 (2.4-3) ...", "Setting up libfoo1 (2.4-3) ...")]
    [InlineData("Größe → 漢字 🎉", "Größe → 漢字 🎉")]
    [InlineData("\u001b[1;31mred\u001b[0m", "red")]
    [InlineData("\u001b[2J\u001b[Hgone", "gone")]
    [InlineData("\u001b]0;owned\u0007title", "title")]
    [InlineData("\u001b]8;;http://x.example\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001bP1$r\u001b\\dcs", "dcs")]
    [InlineData("\u009b31mC1", "C1")]
    [InlineData("\u001bcreset", "reset")]
    [InlineData("\u001b(0charset", "charset")]
    [InlineData("50 %\r100 %\n", "50 % 100 % ")]
    [InlineData("a\tb\bc\u007fd\0e", "a bcde")]
    [InlineData("safe\u202etxt.exe", "safetxt.exe")]
    [InlineData("unfinished \u001b", "unfinished ")]
    [InlineData("unfinished \u001b[31", "unfinished ")]
    public void Text_of_others_cannot_steer_the_terminal(string text, string shown) => Plain.Line(text).Should().Be(shown);

    // Not a row above: a test runner writes half a pair of surrogates as three bytes.
    [Fact]
    public void Half_a_character_is_shown_as_such() => Plain.Line("half \ud83c pair").Should().Be("half \ufffd pair");
}
