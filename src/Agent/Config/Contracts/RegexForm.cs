using System.Text.RegularExpressions;
using KuPkg.Agent.Config.Forms;

namespace KuPkg.Agent.Config.Contracts;

/// <summary>A regular expression that takes no more than linear time, whatever is matched with it.</summary>
internal sealed class RegexForm(string example) : SettingForm<string>
{
    public override string Words => $"a regular expression without look-arounds and back references, such as {Example}";

    public override string Example => Quoted(example);

    public override string? TryRead(string text, out string read)
    {
        read = text;
        try
        {
            _ = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return text.Length > 0 ? null : "";
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"\"{text}\" is not {Words}: {e.Message}";
        }
    }

    public override string Write(string value) => Quoted(value);
}
