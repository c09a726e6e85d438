namespace KuPkg.Agent.Config.Forms;

/// <summary>A text that is not empty and has no control characters.</summary>
/// <param name="words">What it is, such as <c>a package glob</c>.</param>
/// <param name="example">A usual one.</param>
/// <param name="isRight">Whether a text is one.</param>
internal sealed class WordForm(string words, string example, Func<string, bool> isRight) : SettingForm<string>
{
    public override string Words => words;

    public override string Example => $"\"{example}\"";

    public override string? TryRead(string text, out string read)
    {
        read = text;
        foreach (var c in text)
        {
            if (char.IsControl(c))
                return "it has a control character";
        }

        return text.Length > 0 && isRight(text) ? null : "";
    }

    public override string Write(string value) => Quoted(value);
}
