using System.Text;
using KuPkg.Agent.Notify;
using KuPkg.Policy.Notices;

namespace KuPkg.Agent.Tests.Notify;

public sealed class MailMessageTests
{
    [Fact]
    public void A_mail_has_its_headers_an_empty_line_and_the_text()
    {
        var lines = MailMessage.Of(Of("NEEDS YOU: a person is needed"), ["root", "ops@example.org"]).Split('\n');
        lines.Should().StartWith(["To: root, ops@example.org", "Subject: [kupkg] web-17: NEEDS YOU: a person is needed", "Auto-Submitted: auto-generated"]);
        lines[Array.IndexOf(lines, "") + 1].Should().Be("the text");
    }

    [Theory]
    [InlineData("libfoo1 2.4 → 2.5 äöü")]
    [InlineData("a\nBcc: everybody@example.org")]
    [InlineData("→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→→")]
    public void A_subject_that_is_not_plain_is_encoded_in_words_that_no_header_can_follow(string headline)
    {
        var encoded = MailMessage.Encoded(MailMessage.Subject(Of(headline)));
        encoded.Split('\n').Should().OnlyContain(static l => l.Trim().StartsWith("=?utf-8?B?", StringComparison.Ordinal) && l.Trim().Length <= 75);
        encoded.Split('\n').Skip(1).All(static l => l.StartsWith(' ')).Should().BeTrue("a line that goes on begins with a blank");
        string.Concat(encoded.Split('\n').Select(static l => Encoding.UTF8.GetString(Convert.FromBase64String(l.Trim()[10..^2])))).Should().Be($"[kupkg] web-17: {headline}".Replace('\n', ' '));
    }

    [Fact]
    public void A_long_subject_is_cut() => MailMessage.Subject(Of(new string('x', 500))).Length.Should().Be(200);

    private static Notice Of(string headline) => new(Occasion.Failure, "web-17", headline, "the text", "{}", "{}");
}
