namespace KuPkg.Agent.Config.Forms;

/// <summary>One of a few words.</summary>
internal sealed class ChoiceForm<T>(params (string Word, T Value)[] choices) : SettingForm<T>
{
    public override string Words => $"one of {string.Join(", ", Array.ConvertAll(choices, static c => $"\"{c.Word}\""))}";

    public override string Example => $"\"{choices[^1].Word}\"";

    public override string? TryRead(string text, out T read)
    {
        foreach (var (word, value) in choices)
        {
            if (word == text)
            {
                read = value;
                return null;
            }
        }

        read = default!;
        return "";
    }

    public override string Write(T value)
    {
        foreach (var (word, candidate) in choices)
        {
            if (EqualityComparer<T>.Default.Equals(candidate, value))
                return $"\"{word}\"";
        }

        throw new ArgumentException($"a value without a word: {value}", nameof(value));
    }
}
