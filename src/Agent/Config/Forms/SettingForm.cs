using System.Text;
using KuPkg.Toml;

namespace KuPkg.Agent.Config.Forms;

/// <summary>The written form of a setting's value: in a file, and as text after <c>--set KEY=</c>. Reads either, and writes what a file would hold. Thread-safe.</summary>
/// <typeparam name="T">The value's type.</typeparam>
internal abstract class SettingForm<T>
{
    /// <summary>What is right, as it stands after "is not": <c>a duration, such as 5m</c>.</summary>
    public abstract string Words { get; }

    /// <summary>An example as it stands in a file, with its quotes.</summary>
    public abstract string Example { get; }

    /// <summary>Reads a value of a file.</summary>
    /// <param name="value">As it was written.</param>
    /// <param name="read">What it means.</param>
    /// <returns>Null when it could be read; else why not, or an empty text when <see cref="Words"/> say it all.</returns>
    public virtual string? TryRead(TomlValue value, out T read)
    {
        if (value is TomlString text)
            return TryRead(text.Value, out read);
        read = default!;
        return "";
    }

    /// <summary>Reads a text.</summary>
    /// <inheritdoc cref="TryRead(TomlValue, out T)"/>
    public abstract string? TryRead(string text, out T read);

    /// <summary>Writes a value as a file would hold it.</summary>
    public abstract string Write(T value);

    /// <summary>A value as a mistake names it: <c>"soon"</c>, <c>an integer</c>.</summary>
    public static string Named(TomlValue value) =>
        value is TomlString text ? $"\"{text.Value}\"" : $"{(value.KindName[0] is 'a' or 'i' or 'o' ? "an" : "a")} {value.KindName}";

    /// <summary>A text in the quotes of TOML.</summary>
    protected static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c is < ' ' or '\x7f')
                quoted.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
