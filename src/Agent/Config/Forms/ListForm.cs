using KuPkg.Toml;

namespace KuPkg.Agent.Config.Forms;

/// <summary>A list of strings, each of which has a form of its own.</summary>
/// <param name="item">The form of one.</param>
/// <param name="plural">What they are, such as <c>windows</c>.</param>
/// <param name="separator">What stands between them in a text.</param>
internal sealed class ListForm<T>(SettingForm<T> item, string plural, char separator = ',') : SettingForm<IReadOnlyList<T>>
{
    public override string Words => $"a list of {plural}, such as {Example}";

    public override string Example => $"[{item.Example}]";

    public override string? TryRead(TomlValue value, out IReadOnlyList<T> read)
    {
        var items = new List<T>();
        read = items;
        if (value is not TomlArray array)
            return "";
        foreach (var element in array.Items)
        {
            if (item.TryRead(element, out var one) is { } mistake)
                return Mistake(Named(element), mistake);
            items.Add(one);
        }

        return null;
    }

    public override string? TryRead(string text, out IReadOnlyList<T> read)
    {
        var items = new List<T>();
        read = items;
        foreach (var word in text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (item.TryRead(word, out var one) is { } mistake)
                return Mistake($"\"{word}\"", mistake);
            items.Add(one);
        }

        return null;
    }

    public override string Write(IReadOnlyList<T> value) => $"[{string.Join(", ", value.Select(item.Write))}]";

    private string Mistake(string what, string why) => $"{what} is not {item.Words}{(why.Length > 0 ? $": {why}" : "")}";
}
