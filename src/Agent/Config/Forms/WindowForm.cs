using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Config.Forms;

/// <summary>A window of the week: <c>Mon-Fri 01:00-05:00</c>.</summary>
internal sealed class WindowForm : SettingForm<WeeklyWindow>
{
    public override string Words => "a window";

    public override string Example => "\"Mon-Fri 01:00-05:00\"";

    public override string? TryRead(string text, out WeeklyWindow read)
    {
        read = WindowText.Parse(text, out var mistake)!;
        return read is null ? mistake : null;
    }

    public override string Write(WeeklyWindow value) => $"\"{value}\"";
}
