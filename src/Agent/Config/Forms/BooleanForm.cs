using KuPkg.Toml;

namespace KuPkg.Agent.Config.Forms;

/// <summary><c>true</c> or <c>false</c>, without quotes.</summary>
internal sealed class BooleanForm : SettingForm<bool>
{
    public override string Words => "true or false, without quotes";

    public override string Example => "true";

    public override string? TryRead(TomlValue value, out bool read)
    {
        read = value is TomlBoolean { Value: true };
        return value is TomlBoolean ? null : "";
    }

    public override string? TryRead(string text, out bool read)
    {
        read = text == "true";
        return text is "true" or "false" ? null : "";
    }

    public override string Write(bool value) => value ? "true" : "false";
}
