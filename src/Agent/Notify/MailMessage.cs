using System.Text;
using KuPkg.Policy.Notices;

namespace KuPkg.Agent.Notify;

/// <summary>A notice as a mail for sendmail(8): RFC 5322, UTF-8.</summary>
internal static class MailMessage
{
    private const int MostSubject = 200;

    // One encoded word may be 75 characters long (RFC 2047), which is 45 bytes of base64 and its frame.
    private const int MostBytesOfWord = 45;

    public static string Of(Notice notice, IReadOnlyList<string> recipients) =>
        string.Join('\n',
        [
            $"To: {string.Join(", ", recipients)}",
            $"Subject: {Encoded(Subject(notice))}",
            "Auto-Submitted: auto-generated",
            $"X-KuPkg-Occasion: {notice.Occasion.Word()}",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            notice.Text,
        ]);

    internal static string Subject(Notice notice)
    {
        var line = $"[kupkg] {notice.Host}: {notice.Headline}";
        return line.Length <= MostSubject ? line : line[..(MostSubject - 1)] + "…";
    }

    // A line break in a header would begin another header.
    internal static string Encoded(string text)
    {
        if (text.All(static c => c is >= ' ' and <= '~'))
            return text;
        var words = new List<string>();
        var word = new List<byte>();
        foreach (var rune in text.EnumerateRunes())
        {
            var bytes = Encoding.UTF8.GetBytes(rune.ToString());
            if (word.Count + bytes.Length > MostBytesOfWord)
            {
                words.Add(Convert.ToBase64String([.. word]));
                word.Clear();
            }

            word.AddRange(rune.Value < ' ' ? " "u8.ToArray() : bytes);
        }

        words.Add(Convert.ToBase64String([.. word]));
        return string.Join("\n ", words.Select(static w => $"=?utf-8?B?{w}?="));
    }
}
